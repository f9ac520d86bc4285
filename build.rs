//! Builds the program anew when what is embedded in it changes.

fn main() {
    println!("cargo:rerun-if-changed=themes/default");
    println!("cargo:rerun-if-changed=src/cli/skeleton");
}
