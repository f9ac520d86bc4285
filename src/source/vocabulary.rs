//! The words that annotations and front matter may use. Values are
//! language-neutral; what a page calls them stands in the locale files.

use serde::{Deserialize, Serialize};

use crate::fields::Vocabulary;

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $called:literal, $code:literal, { $($(#[$word_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$word_doc])* $variant,)* }

        impl Vocabulary for $name {
            const NAME: &'static str = $called;
            const UNKNOWN: &'static str = $code;
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

vocabulary! {
    /// What kind of document a file is.
    DocumentType, "document type", "unknown-type", {
        /// Motion: a council member's proposal.
        Motion = "motion",
        /// Interpellation.
        Interpellation = "interpellation",
        /// Enkel fråga.
        Question = "question",
        /// Medborgarförslag, e-förslag.
        CitizenProposal = "citizen_proposal",
        /// Skrivelse.
        Communication = "communication",
        /// Remiss.
        Referral = "referral",
        /// Tjänsteutlåtande, tjänsteskrivelse.
        OfficialReport = "official_report",
        /// Remissvar, yttrande.
        ReferralResponse = "referral_response",
        /// Utlåtande: the executive board's to the council.
        Statement = "statement",
        /// Svar on an interpellation or question.
        Answer = "answer",
        /// Beslut.
        Decision = "decision",
        /// Protokollsutdrag.
        MinutesExtract = "minutes_extract",
        /// Reservation.
        Reservation = "reservation",
        /// Bilaga.
        Attachment = "attachment",
    }
}

vocabulary! {
    /// For or against.
    Stance, "stance", "unknown-stance", {
        /// Tillstyrker, instämmer.
        Supports = "supports",
        /// I huvudsak, under förutsättning, om resurser tillförs.
        Partly = "partly",
        /// Avstyrker, anser inte att … ska.
        Opposes = "opposes",
        /// Tar inte ställning.
        NoPosition = "no_position",
        /// Inget att erinra: not the same as taking no position.
        NoObjection = "no_objection",
        /// Avstår från yttrande.
        Abstains = "abstains",
        /// Noterar.
        Noted = "noted",
        /// The words do not tell.
        Unclear = "unclear",
    }
}

vocabulary! {
    /// Why.
    Ground, "ground", "unknown-ground", {
        /// Inte en kommunal uppgift.
        OutsideCompetence = "outside_competence",
        /// Det som görs räcker.
        SufficientToday = "sufficient_today",
        /// Pågår redan.
        Underway = "underway",
        /// Medel saknas.
        NoFunding = "no_funding",
        /// Strider mot lag.
        Unlawful = "unlawful",
        /// Underlaget räcker inte.
        InsufficientBasis = "insufficient_basis",
        /// Another reason, in the words themselves.
        Other = "other",
    }
}

vocabulary! {
    /// What a body formally does with a matter.
    Act, "act", "unknown-act", {
        /// Hänvisar till tjänsteutlåtandet.
        RefersToReport = "refers_to_report",
        /// Överlämnar tjänsteutlåtandet.
        ForwardsReport = "forwards_report",
        /// Besvarar remissen med tjänsteutlåtandet.
        AnswersWithReport = "answers_with_report",
        /// Godkänner tjänsteutlåtandet.
        ApprovesReport = "approves_report",
        /// Avger eget yttrande.
        OwnOpinion = "own_opinion",
        /// Avstår från att yttra sig.
        Abstains = "abstains",
        /// Lägger till handlingarna.
        Files = "files",
        /// Bordlägger.
        Postpones = "postpones",
        /// Återremitterar.
        RefersBack = "refers_back",
        /// Överlämnar till annan nämnd.
        Forwards = "forwards",
    }
}

vocabulary! {
    /// What came of a matter.
    Outcome, "outcome", "unknown-outcome", {
        /// Bifall.
        Approved = "approved",
        /// Delvis bifall.
        PartlyApproved = "partly_approved",
        /// Avslag.
        Rejected = "rejected",
        /// Besvarad.
        Answered = "answered",
        /// Återremiss.
        ReferredBack = "referred_back",
        /// Bordlagd.
        Postponed = "postponed",
        /// Återtagen.
        Withdrawn = "withdrawn",
        /// Avskriven.
        Closed = "closed",
        /// Lagd till handlingarna.
        Filed = "filed",
    }
}

vocabulary! {
    /// Whether and how a document is published.
    State, "state", "unknown-state", {
        /// With its text.
        Published = "published",
        /// Known to exist, not in this archive.
        Missing = "missing",
        /// Listed with its reason, text absent everywhere.
        Withheld = "withheld",
        /// Taken back; a page says so.
        Withdrawn = "withdrawn",
        /// Not yet published: absent.
        Draft = "draft",
    }
}

vocabulary! {
    /// How the text here relates to the document itself.
    Rendition, "rendition", "unknown-rendition", {
        /// Word for word.
        Verbatim = "verbatim",
        /// Parts of it, word for word.
        Excerpt = "excerpt",
        /// Retold in other words.
        Summary = "summary",
    }
}

vocabulary! {
    /// What kind of body it is.
    BodyKind, "body kind", "unknown-kind", {
        /// Kommunfullmäktige.
        Council = "council",
        /// Kommunstyrelsen.
        ExecutiveBoard = "executive_board",
        /// Beredning, utskott.
        Preparatory = "preparatory",
        /// Rotel.
        Division = "division",
        /// Nämnd.
        Committee = "committee",
        /// Stadsdelsnämnd.
        DistrictCommittee = "district_committee",
        /// Another board.
        Board = "board",
        /// Kommunalt bolag.
        Company = "company",
        /// Förvaltning, kontor.
        Administration = "administration",
        /// Outside the municipality.
        External = "external",
    }
}

vocabulary! {
    /// What a section of a text is.
    Role, "section role", "unknown-role", {
        /// Förslag till beslut.
        Proposal = "proposal",
        /// Beslut.
        Decision = "decision",
        /// A body's answer to a referral.
        Response = "response",
        /// Another's views in the writer's words.
        Summary = "summary",
        /// Synpunkter of the presenter or a body.
        Views = "views",
        /// Fråga.
        Question = "question",
        /// Svar.
        Answer = "answer",
        /// Reservation.
        Reservation = "reservation",
        /// Särskilt uttalande.
        SeparateStatement = "separate_statement",
    }
}

vocabulary! {
    /// What a stance or ground is about.
    Target, "target", "unknown-target", {
        /// The motion, or what else was proposed.
        Motion = "motion",
        /// The draft answer to it.
        Proposal = "proposal",
    }
}
