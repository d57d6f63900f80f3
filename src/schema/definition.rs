//! The facts of an object, by its kind.

use super::access_method::AccessMethod;
use super::base_type::BaseType;
use super::cast::{Cast, Transform};
use super::collation::Collation;
use super::composite::Composite;
use super::constraint::Constraint;
use super::conversion::Conversion;
use super::default_privileges::DefaultPrivileges;
use super::domain::{Domain, DomainConstraint};
use super::enum_type::EnumType;
use super::event_trigger::EventTrigger;
use super::extension::Extension;
use super::foreign::{ForeignDataWrapper, ForeignServer, UserMapping};
use super::given::Given;
use super::index::Index;
use super::language::Language;
use super::namespace::Namespace;
use super::object::Ddl;
use super::operator::Operator;
use super::operator_class::{OperatorClass, OperatorFamily};
use super::policy::Policy;
use super::publication::{Publication, Subscription};
use super::range::RangeType;
use super::routine::{Aggregate, Routine};
use super::rule::Rule;
use super::sequence::Sequence;
use super::statistics::Statistics;
use super::table::Table;
use super::text_search::{TextSearchConfiguration, TextSearchDictionary, TextSearchFunctions};
use super::trigger::Trigger;
use super::view::{MaterializedView, View};

macro_rules! definitions {
    ($($(#[$doc:meta])* $variant:ident($facts:ty),)*) => {
        /// What an object is.
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(untagged)]
        pub enum Definition {
            $($(#[$doc])* $variant($facts),)*
        }

        $(impl From<$facts> for Definition {
            fn from(facts: $facts) -> Self {
                Self::$variant(facts)
            }
        })*

        impl Definition {
            /// What writes it.
            pub(crate) fn ddl(&self) -> &dyn Ddl {
                match self {
                    $(Self::$variant(facts) => facts,)*
                }
            }
        }
    };
}

definitions! {
    /// A schema.
    Schema(Namespace),
    /// An extension.
    Extension(Extension),
    /// An enum.
    Enum(EnumType),
    /// A composite type.
    Composite(Composite),
    /// A domain.
    Domain(Domain),
    /// A domain's check.
    DomainConstraint(DomainConstraint),
    /// A range type.
    Range(RangeType),
    /// A base type.
    BaseType(BaseType),
    /// A function or procedure.
    Routine(Routine),
    /// An aggregate.
    Aggregate(Aggregate),
    /// A sequence.
    Sequence(Sequence),
    /// A table.
    Table(Box<Table>),
    /// A table's constraint, foreign keys included.
    Constraint(Constraint),
    /// An index.
    Index(Index),
    /// A view.
    View(View),
    /// A materialized view.
    MaterializedView(MaterializedView),
    /// A rule.
    Rule(Rule),
    /// A trigger.
    Trigger(Trigger),
    /// A policy.
    Policy(Policy),
    /// Default privileges.
    DefaultPrivileges(DefaultPrivileges),
    /// A language.
    Language(Language),
    /// An access method.
    AccessMethod(AccessMethod),
    /// A collation.
    Collation(Collation),
    /// An operator.
    Operator(Operator),
    /// An operator family.
    OperatorFamily(OperatorFamily),
    /// An operator class.
    OperatorClass(OperatorClass),
    /// A cast.
    Cast(Cast),
    /// A transform.
    Transform(Transform),
    /// A conversion.
    Conversion(Conversion),
    /// A text search parser or template.
    TextSearchFunctions(TextSearchFunctions),
    /// A text search dictionary.
    TextSearchDictionary(TextSearchDictionary),
    /// A text search configuration.
    TextSearchConfiguration(TextSearchConfiguration),
    /// A foreign data wrapper.
    ForeignDataWrapper(ForeignDataWrapper),
    /// A foreign server.
    ForeignServer(ForeignServer),
    /// A user mapping.
    UserMapping(UserMapping),
    /// Extended statistics.
    Statistics(Statistics),
    /// A publication.
    Publication(Publication),
    /// A subscription.
    Subscription(Subscription),
    /// An event trigger.
    EventTrigger(EventTrigger),
    /// What is there without the dump.
    Given(Given),
}

impl<T: Ddl> Ddl for Box<T> {
    fn create(&self, at: super::object::At<'_>) -> Vec<String> {
        (**self).create(at)
    }

    fn early(&self, at: super::object::At<'_>) -> Option<String> {
        (**self).early(at)
    }

    fn replace(&self, at: super::object::At<'_>) -> Vec<String> {
        (**self).replace(at)
    }

    fn late(&self, at: super::object::At<'_>) -> Vec<String> {
        (**self).late(at)
    }
}
