//! The kinds of objects, in the order of a dump's sections.

/// What an object is. The order of the variants is the order of a dump, as far as
/// dependencies allow: types before functions before tables before views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A namespace.
    Schema,
    /// An extension; of its members a snapshot holds what users said of them.
    Extension,
    /// A procedural language.
    Language,
    /// An access method.
    AccessMethod,
    /// A collation.
    Collation,
    /// `CREATE TYPE … AS ENUM`
    Enum,
    /// `CREATE TYPE … AS (…)`
    Composite,
    /// A domain.
    Domain,
    /// A check of a domain.
    DomainConstraint,
    /// `CREATE TYPE … AS RANGE`
    Range,
    /// A type with input and output functions of its own.
    BaseType,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate.
    Aggregate,
    /// An operator.
    Operator,
    /// An operator family.
    OperatorFamily,
    /// An operator class.
    OperatorClass,
    /// A cast.
    Cast,
    /// A transform.
    Transform,
    /// A conversion between encodings.
    Conversion,
    /// A text search parser.
    TextSearchParser,
    /// A text search template.
    TextSearchTemplate,
    /// A text search dictionary.
    TextSearchDictionary,
    /// A text search configuration.
    TextSearchConfiguration,
    /// A foreign data wrapper.
    ForeignDataWrapper,
    /// A foreign server.
    ForeignServer,
    /// Who somebody is on a foreign server.
    UserMapping,
    /// A sequence that is no identity column's.
    Sequence,
    /// A table.
    Table,
    /// A foreign table.
    ForeignTable,
    /// A check, primary key, unique or exclusion constraint of a table.
    Constraint,
    /// An index that belongs to no constraint.
    Index,
    /// A foreign key.
    ForeignKey,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A rule, other than the one that makes a view.
    Rule,
    /// A trigger.
    Trigger,
    /// A policy of row security.
    Policy,
    /// What future objects of a role are granted.
    DefaultPrivileges,
    /// Extended statistics.
    Statistics,
    /// A publication.
    Publication,
    /// A subscription.
    Subscription,
    /// An event trigger: last, so that it doesn't fire while the others are made.
    EventTrigger,
}

/// How SQL names an object of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `name`
    Global,
    /// The name as it is, which is SQL already.
    Words,
    /// `schema.name`
    InSchema,
    /// `schema.name USING method`
    UsingMethod,
    /// `schema.operator (left, right)`
    Operator,
    /// `schema.name(arguments)`
    WithArguments,
    /// `name ON schema.table`
    OnRelation,
    /// `name ON DOMAIN schema.domain`
    OnDomain,
}

impl Kind {
    /// The words that name the kind in SQL, as in `COMMENT ON …`.
    pub fn words(self) -> &'static str {
        self.row().0
    }

    /// The words that name the kind in `GRANT … ON …`.
    pub(crate) fn words_in_grants(self) -> &'static str {
        match self {
            Self::View | Self::MaterializedView | Self::ForeignTable => "TABLE",
            Self::ForeignServer => "FOREIGN SERVER",
            Self::Aggregate => "FUNCTION",
            Self::Domain => "TYPE",
            other => other.words(),
        }
    }

    /// How SQL names an object of it.
    pub(crate) fn form(self) -> Form {
        self.row().1
    }

    /// Whether its objects are written beneath the relation that they belong to.
    pub(crate) fn is_member(self) -> bool {
        matches!(
            self,
            Self::DomainConstraint
                | Self::Constraint
                | Self::Index
                | Self::ForeignKey
                | Self::Rule
                | Self::Trigger
                | Self::Policy
                | Self::Statistics
        )
    }

    fn row(self) -> (&'static str, Form) {
        match self {
            Self::Schema => ("SCHEMA", Form::Global),
            Self::Extension => ("EXTENSION", Form::Global),
            Self::Language => ("LANGUAGE", Form::Global),
            Self::AccessMethod => ("ACCESS METHOD", Form::Global),
            Self::Collation => ("COLLATION", Form::InSchema),
            Self::Operator => ("OPERATOR", Form::Operator),
            Self::OperatorFamily => ("OPERATOR FAMILY", Form::UsingMethod),
            Self::OperatorClass => ("OPERATOR CLASS", Form::UsingMethod),
            Self::Cast => ("CAST", Form::Words),
            Self::Transform => ("TRANSFORM", Form::Words),
            Self::Conversion => ("CONVERSION", Form::InSchema),
            Self::TextSearchParser => ("TEXT SEARCH PARSER", Form::InSchema),
            Self::TextSearchTemplate => ("TEXT SEARCH TEMPLATE", Form::InSchema),
            Self::TextSearchDictionary => ("TEXT SEARCH DICTIONARY", Form::InSchema),
            Self::TextSearchConfiguration => ("TEXT SEARCH CONFIGURATION", Form::InSchema),
            Self::ForeignDataWrapper => ("FOREIGN DATA WRAPPER", Form::Global),
            Self::ForeignServer => ("SERVER", Form::Global),
            Self::UserMapping => ("USER MAPPING", Form::Words),
            Self::Statistics => ("STATISTICS", Form::InSchema),
            Self::Publication => ("PUBLICATION", Form::Global),
            Self::Subscription => ("SUBSCRIPTION", Form::Global),
            Self::EventTrigger => ("EVENT TRIGGER", Form::Global),
            Self::Enum | Self::Composite | Self::Range | Self::BaseType => ("TYPE", Form::InSchema),
            Self::Domain => ("DOMAIN", Form::InSchema),
            Self::DomainConstraint => ("CONSTRAINT", Form::OnDomain),
            Self::Function => ("FUNCTION", Form::WithArguments),
            Self::Procedure => ("PROCEDURE", Form::WithArguments),
            Self::Aggregate => ("AGGREGATE", Form::WithArguments),
            Self::Sequence => ("SEQUENCE", Form::InSchema),
            Self::Table => ("TABLE", Form::InSchema),
            Self::ForeignTable => ("FOREIGN TABLE", Form::InSchema),
            Self::Constraint | Self::ForeignKey => ("CONSTRAINT", Form::OnRelation),
            Self::Index => ("INDEX", Form::InSchema),
            Self::View => ("VIEW", Form::InSchema),
            Self::MaterializedView => ("MATERIALIZED VIEW", Form::InSchema),
            Self::Rule => ("RULE", Form::OnRelation),
            Self::Trigger => ("TRIGGER", Form::OnRelation),
            Self::Policy => ("POLICY", Form::OnRelation),
            Self::DefaultPrivileges => ("DEFAULT PRIVILEGES OF", Form::Global),
        }
    }
}
