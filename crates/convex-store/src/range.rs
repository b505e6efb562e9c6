//! Range expressions of an index query, and the key interval they mean.

use convex_values::{FieldPath, Value, key};

use crate::{
    catalog::IndexMeta,
    error::StoreError,
    key::{Cut, KeyInterval, after_prefix},
};

/// How a range expression compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeOperator {
    /// Equal.
    Eq,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
}

/// One condition of an index query. Comparison is by the total order across types; a value of `None` is
/// "undefined", which matches a missing field and sorts before everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeExpression {
    /// How to compare.
    pub operator: RangeOperator,
    /// The field.
    pub field: FieldPath,
    /// What to compare with.
    pub value: Option<Value>,
}

/// At most one bound of each side, on one field.
#[derive(Default)]
struct Bounds<'e> {
    lower: Option<&'e RangeExpression>,
    upper: Option<&'e RangeExpression>,
}

impl IndexMeta {
    /// The interval of keys that the expressions select: equality on a prefix of the fields, in any
    /// order, then at most one lower and one upper bound on the next field.
    pub fn interval(&self, range: &[RangeExpression]) -> Result<KeyInterval, StoreError> {
        let (equals, bounds) = self.sort_expressions(range)?;
        let mut prefix = Vec::with_capacity(64);
        for expression in &equals {
            key::encode(expression.value.as_ref(), &mut prefix);
        }
        self.check_bounded_field(&bounds, equals.len(), range)?;
        let mut interval = KeyInterval::prefix(prefix.clone());
        if let Some(lower) = bounds.lower {
            interval.start = edge(&prefix, lower, lower.operator == RangeOperator::Gt);
        }
        if let Some(upper) = bounds.upper {
            interval.end = edge(&prefix, upper, upper.operator == RangeOperator::Lte);
        }
        Ok(interval)
    }

    /// The equalities in the order of the index's fields, and the bounds.
    fn sort_expressions<'e>(
        &self,
        range: &'e [RangeExpression],
    ) -> Result<(Vec<&'e RangeExpression>, Bounds<'e>), StoreError> {
        let mut equals: Vec<Option<&RangeExpression>> = vec![None; self.fields.len()];
        let mut bounds = Bounds::default();
        for expression in range {
            let position = self.position(expression)?;
            let slot = match expression.operator {
                RangeOperator::Eq => &mut equals[position],
                RangeOperator::Gt | RangeOperator::Gte => &mut bounds.lower,
                RangeOperator::Lt | RangeOperator::Lte => &mut bounds.upper,
            };
            if slot.replace(expression).is_some() {
                return Err(self.already_defined(expression));
            }
        }
        let prefix: Vec<_> = equals.iter().map_while(|slot| *slot).collect();
        if prefix.len() < equals.iter().flatten().count() {
            return Err(self.not_a_prefix(range));
        }
        Ok((prefix, bounds))
    }

    fn position(&self, expression: &RangeExpression) -> Result<usize, StoreError> {
        self.fields.iter().position(|field| *field == expression.field).ok_or_else(|| StoreError::IndexRange {
            code: "FieldNotInIndex",
            message: format!(
                "Tried to query index {} with a condition on the field \"{}\", which is not in the index. It has the fields [{}].",
                self.full_name(),
                expression.field,
                self.field_list()
            ),
        })
    }

    fn check_bounded_field(
        &self,
        bounds: &Bounds<'_>,
        next: usize,
        range: &[RangeExpression],
    ) -> Result<(), StoreError> {
        if let (Some(lower), Some(upper)) = (bounds.lower, bounds.upper)
            && lower.field != upper.field
        {
            return Err(StoreError::IndexRange {
                code: "BoundsOnMultipleFields",
                message: format!(
                    "Tried to query index {} with a lower bound on \"{}\" and an upper bound on \"{}\". Both bounds must be on the same field.",
                    self.full_name(),
                    lower.field,
                    upper.field
                ),
            });
        }
        let bounded = bounds.lower.or(bounds.upper);
        if bounded.is_some_and(|bound| self.fields.get(next) != Some(&bound.field)) {
            return Err(self.not_a_prefix(range));
        }
        Ok(())
    }

    fn already_defined(&self, expression: &RangeExpression) -> StoreError {
        let bound = match expression.operator {
            RangeOperator::Eq => "an equality",
            RangeOperator::Gt | RangeOperator::Gte => "a lower bound",
            RangeOperator::Lt | RangeOperator::Lte => "an upper bound",
        };
        StoreError::IndexRange {
            code: "AlreadyDefinedBound",
            message: format!(
                "Tried to query index {} with {bound} on \"{}\", but one is already defined. Give each at most once.",
                self.full_name(),
                expression.field
            ),
        }
    }

    fn not_a_prefix(&self, range: &[RangeExpression]) -> StoreError {
        let given: Vec<_> = range
            .iter()
            .map(|expression| expression.field.to_string())
            .collect();
        StoreError::IndexRange {
            code: "InvalidIndexRange",
            message: format!(
                "Tried to query index {} but the conditions on [{}] do not follow its fields [{}]. Use equality on the first fields, then bounds on the next one only.",
                self.full_name(),
                given.join(", "),
                self.field_list()
            ),
        }
    }

    fn field_list(&self) -> String {
        self.fields
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The cut before or after everything that has this value after the prefix.
fn edge(prefix: &[u8], bound: &RangeExpression, after_value: bool) -> Cut {
    let mut bytes = prefix.to_vec();
    key::encode(bound.value.as_ref(), &mut bytes);
    if after_value {
        after_prefix(bytes)
    } else {
        Cut::Before(bytes.into())
    }
}
