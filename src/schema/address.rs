//! Where an object stands in the catalogues of one server. Addresses tie together what
//! different queries say; nothing of them is left in a snapshot.

/// A catalogue, by its own OID, which is the same on every server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Catalogue(pub u32);

impl Catalogue {
    /// `pg_class`
    pub const CLASS: Self = Self(1259);
    /// `pg_type`
    pub const TYPE: Self = Self(1247);
    /// `pg_proc`
    pub const PROC: Self = Self(1255);
    /// `pg_constraint`
    pub const CONSTRAINT: Self = Self(2606);
    /// `pg_attrdef`
    pub const DEFAULT: Self = Self(2604);
    /// `pg_rewrite`
    pub const REWRITE: Self = Self(2618);
    /// `pg_trigger`
    pub const TRIGGER: Self = Self(2620);
    /// `pg_policy`
    pub const POLICY: Self = Self(3256);
    /// `pg_namespace`
    pub const NAMESPACE: Self = Self(2615);
    /// `pg_default_acl`
    pub const DEFAULT_ACL: Self = Self(826);
    /// `pg_extension`
    pub const EXTENSION: Self = Self(3079);
    /// `pg_language`
    pub const LANGUAGE: Self = Self(2612);
    /// `pg_am`
    pub const ACCESS_METHOD: Self = Self(2601);
    /// `pg_collation`
    pub const COLLATION: Self = Self(3456);
    /// `pg_operator`
    pub const OPERATOR: Self = Self(2617);
    /// `pg_opclass`
    pub const OPERATOR_CLASS: Self = Self(2616);
    /// `pg_opfamily`
    pub const OPERATOR_FAMILY: Self = Self(2753);
    /// `pg_amop`
    pub const CLASS_OPERATOR: Self = Self(2602);
    /// `pg_amproc`
    pub const CLASS_FUNCTION: Self = Self(2603);
    /// `pg_cast`
    pub const CAST: Self = Self(2605);
    /// `pg_transform`
    pub const TRANSFORM: Self = Self(3576);
    /// `pg_conversion`
    pub const CONVERSION: Self = Self(2607);
    /// `pg_ts_parser`
    pub const TS_PARSER: Self = Self(3601);
    /// `pg_ts_template`
    pub const TS_TEMPLATE: Self = Self(3764);
    /// `pg_ts_dict`
    pub const TS_DICTIONARY: Self = Self(3600);
    /// `pg_ts_config`
    pub const TS_CONFIGURATION: Self = Self(3602);
    /// `pg_foreign_data_wrapper`
    pub const FOREIGN_WRAPPER: Self = Self(2328);
    /// `pg_foreign_server`
    pub const FOREIGN_SERVER: Self = Self(1417);
    /// `pg_user_mapping`
    pub const USER_MAPPING: Self = Self(1418);
    /// `pg_statistic_ext`
    pub const STATISTICS: Self = Self(3381);
    /// `pg_publication`
    pub const PUBLICATION: Self = Self(6104);
    /// `pg_publication_rel`
    pub const PUBLICATION_TABLE: Self = Self(6106);
    /// `pg_publication_namespace`
    pub const PUBLICATION_SCHEMA: Self = Self(6237);
    /// `pg_subscription`
    pub const SUBSCRIPTION: Self = Self(6100);
    /// `pg_event_trigger`
    pub const EVENT_TRIGGER: Self = Self(3466);
}

/// One row of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// The row's OID.
    pub oid: u32,
}

impl Address {
    /// The row `oid` of `catalogue`.
    pub fn new(catalogue: Catalogue, oid: u32) -> Self {
        Self { catalogue, oid }
    }
}
