//! Texts that are out of a list, the same in every language or a language's own.

use super::Text;
use crate::generate::meaning::Meaning;

const COUNTRIES: &[&str] = &[
    "Argentina",
    "Australia",
    "Austria",
    "Belgium",
    "Brazil",
    "Canada",
    "Chile",
    "Denmark",
    "Finland",
    "France",
    "Germany",
    "Ireland",
    "Italy",
    "Japan",
    "Kenya",
    "Mexico",
    "Netherlands",
    "Norway",
    "Poland",
    "Portugal",
    "Spain",
    "Sweden",
    "Switzerland",
    "United Kingdom",
];
const COUNTRY_CODES: &[&str] = &[
    "AR", "AU", "AT", "BE", "BR", "CA", "CL", "DK", "FI", "FR", "DE", "IE", "IT", "JP", "KE", "MX",
    "NL", "NO", "PL", "PT", "ES", "SE", "CH", "GB",
];
const JOBS: &[&str] = &[
    "Accountant",
    "Architect",
    "Analyst",
    "Buyer",
    "Consultant",
    "Controller",
    "Designer",
    "Developer",
    "Editor",
    "Engineer",
    "Manager",
    "Nurse",
    "Planner",
    "Researcher",
    "Teacher",
    "Technician",
    "Translator",
    "Writer",
];
const DEPARTMENTS: &[&str] = &[
    "Accounting",
    "Design",
    "Engineering",
    "Finance",
    "Human Resources",
    "Legal",
    "Logistics",
    "Marketing",
    "Operations",
    "Production",
    "Purchasing",
    "Quality",
    "Research",
    "Sales",
    "Support",
    "Training",
];
const CURRENCIES: &[&str] = &[
    "EUR", "USD", "GBP", "CHF", "JPY", "CAD", "AUD", "SEK", "NOK", "PLN",
];
const LANGUAGES: &[&str] = &["en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "ja"];
const TIME_ZONES: &[&str] = &[
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Paris",
    "Europe/Madrid",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "Australia/Sydney",
];
const AGENTS: &[&str] = &[
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
    "curl/8.8.0",
];
const MIME_TYPES: &[&str] = &[
    "application/json",
    "application/pdf",
    "image/jpeg",
    "image/png",
    "text/csv",
    "text/html",
    "text/plain",
    "video/mp4",
];
const STATUSES: &[&str] = &[
    "active",
    "inactive",
    "pending",
    "completed",
    "draft",
    "archived",
];
const CATEGORIES: &[&str] = &[
    "standard", "basic", "premium", "internal", "external", "special",
];
pub(super) const GENDERS: &[&str] = &["female", "male", "other"];
pub(super) const COMPANY_FORMS: &[&str] = &["Ltd", "Group", "Partners", "Works", "Labs", "& Sons"];
pub(super) const EXTENSIONS: &[&str] = &["pdf", "png", "txt", "csv", "docx"];

impl Text {
    /// The list that the texts are out of, where it is no more than that.
    pub(super) fn list(&self) -> Option<&'static [&'static str]> {
        Some(match self.meaning {
            Meaning::Country => COUNTRIES,
            Meaning::CountryCode => COUNTRY_CODES,
            Meaning::JobTitle => JOBS,
            Meaning::Department => DEPARTMENTS,
            Meaning::Currency => CURRENCIES,
            Meaning::Language => LANGUAGES,
            Meaning::TimeZone => TIME_ZONES,
            Meaning::UserAgent => AGENTS,
            Meaning::MimeType => MIME_TYPES,
            Meaning::Status => STATUSES,
            Meaning::Category => CATEGORIES,
            Meaning::Gender => GENDERS,
            Meaning::City => self.words.cities,
            Meaning::Region => self.words.regions,
            Meaning::FirstName => self.words.first,
            Meaning::LastName => self.words.last,
            Meaning::Word => self.words.nouns,
            _ => return None,
        })
    }
}
