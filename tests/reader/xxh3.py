"""XXH3 with 64 bits and a seed, after its specification.

Units are numbered and files named by it. Written for texts of some kilobytes, and to be read.
"""

import struct

SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb"
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"
)
MASK = (1 << 64) - 1
SMALL_1, SMALL_2, SMALL_3 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
PRIME_1, PRIME_2, PRIME_3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
PRIME_4, PRIME_5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
MIX_1, MIX_2 = 0x165667919E3779F9, 0x9FB21C651E98DF25
STRIPE = 64
STRIPES_OF_A_BLOCK = (len(SECRET) - STRIPE) // 8


def xxh3(data, seed=0):
    """The digest of some bytes."""
    if len(data) > 240:
        return of_long(data, seed)
    if len(data) > 128:
        return of_some_lines(data, seed)
    if len(data) > 16:
        return of_a_line(data, seed)
    if len(data) > 8:
        return of_two_words(data, seed)
    if len(data) > 3:
        return of_a_word(data, seed)
    return of_nearly_nothing(data, seed)


def of_nearly_nothing(data, seed):
    if not data:
        return avalanche_64(seed ^ word(SECRET, 56) ^ word(SECRET, 64))
    mixed = data[0] << 16 | data[len(data) >> 1] << 24 | data[-1] | len(data) << 8
    return avalanche_64(mixed ^ (half(SECRET, 0) ^ half(SECRET, 4)) + seed & MASK)


def of_a_word(data, seed):
    seed ^= int.from_bytes((seed & 0xFFFFFFFF).to_bytes(4, "little"), "big") << 32
    mixed = half(data, len(data) - 4) + (half(data, 0) << 32)
    mixed ^= (word(SECRET, 8) ^ word(SECRET, 16)) - seed & MASK
    mixed ^= rotated(mixed, 49) ^ rotated(mixed, 24)
    mixed = mixed * MIX_2 & MASK
    mixed ^= (mixed >> 35) + len(data)
    mixed = mixed * MIX_2 & MASK
    return mixed ^ mixed >> 28


def of_two_words(data, seed):
    low = word(data, 0) ^ (word(SECRET, 24) ^ word(SECRET, 32)) + seed & MASK
    high = word(data, len(data) - 8) ^ (word(SECRET, 40) ^ word(SECRET, 48)) - seed & MASK
    swapped = int.from_bytes(low.to_bytes(8, "little"), "big")
    return avalanche(len(data) + swapped + high + folded_product(low, high))


def of_a_line(data, seed):
    mixed = len(data) * PRIME_1
    for at in range((len(data) - 1) // 32 + 1):
        mixed += pair(data, 16 * at, 32 * at, seed)
        mixed += pair(data, len(data) - 16 * (at + 1), 32 * at + 16, seed)
    return avalanche(mixed)


def of_some_lines(data, seed):
    mixed = avalanche(len(data) * PRIME_1 + sum(pair(data, at, at, seed) for at in range(0, 128, 16)))
    mixed += sum(pair(data, at, at - 128 + 3, seed) for at in range(128, len(data) - 15, 16))
    return avalanche(mixed + pair(data, len(data) - 16, 136 - 17, seed))


def of_long(data, seed):
    secret = seeded(seed)
    lanes = [SMALL_3, PRIME_1, PRIME_2, PRIME_3, PRIME_4, SMALL_2, PRIME_5, SMALL_1]
    for stripe in range((len(data) - 1) // STRIPE):
        place = stripe % STRIPES_OF_A_BLOCK
        accumulate(lanes, data, stripe * STRIPE, secret, 8 * place)
        if place == STRIPES_OF_A_BLOCK - 1:
            scramble(lanes, secret)
    accumulate(lanes, data, len(data) - STRIPE, secret, len(secret) - STRIPE - 7)
    keys = struct.unpack_from("<8Q", secret, 11)
    mixed = [lane ^ key for lane, key in zip(lanes, keys, strict=True)]
    return avalanche(len(data) * PRIME_1 + sum(map(folded_product, mixed[::2], mixed[1::2])))


def seeded(seed):
    words = struct.unpack("<24Q", SECRET)
    return struct.pack("<24Q", *((word + (-seed if at % 2 else seed)) & MASK for at, word in enumerate(words)))


def accumulate(lanes, data, at, secret, at_secret):
    words = struct.unpack_from("<8Q", data, at)
    keys = struct.unpack_from("<8Q", secret, at_secret)
    for lane in range(8):
        key = words[lane] ^ keys[lane]
        lanes[lane] = lanes[lane] + words[lane ^ 1] + (key & 0xFFFFFFFF) * (key >> 32) & MASK


def scramble(lanes, secret):
    keys = struct.unpack_from("<8Q", secret, len(secret) - STRIPE)
    for at, (lane, key) in enumerate(zip(lanes, keys, strict=True)):
        lanes[at] = (lane ^ lane >> 47 ^ key) * SMALL_1 & MASK


def pair(data, at, at_secret, seed):
    low = word(data, at) ^ word(SECRET, at_secret) + seed & MASK
    high = word(data, at + 8) ^ word(SECRET, at_secret + 8) - seed & MASK
    return folded_product(low, high)


def folded_product(low, high):
    product = low * high
    return product & MASK ^ product >> 64


def avalanche(mixed):
    mixed &= MASK
    mixed = (mixed ^ mixed >> 37) * MIX_1 & MASK
    return mixed ^ mixed >> 32


def avalanche_64(mixed):
    mixed = (mixed ^ mixed >> 33) * PRIME_2 & MASK
    mixed = (mixed ^ mixed >> 29) * PRIME_3 & MASK
    return mixed ^ mixed >> 32


def rotated(value, by):
    return value << by & MASK | value >> 64 - by


def word(data, at):
    return int.from_bytes(data[at : at + 8], "little")


def half(data, at):
    return int.from_bytes(data[at : at + 4], "little")
