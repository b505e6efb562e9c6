//! Filter expressions: read once, evaluated per document.

use convex_values::{FieldPath, Value, decode_optional};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::cmp::Ordering;

/// An expression over one document.
#[derive(Debug, Clone)]
pub(crate) enum Expr {
    Literal(Option<Value>),
    Field(FieldPath),
    Compare(Comparison, Box<[Expr; 2]>),
    Arithmetic(Arithmetic, Box<[Expr; 2]>),
    Negate(Box<Expr>),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Comparison {
    Eq,
    Neq,
    Lt,
    Lte,
    Gt,
    Gte,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// `None` is "undefined".
type Operand<'a> = Option<Cow<'a, Value>>;

impl Expr {
    /// Reads the JSON form.
    pub(crate) fn parse(json: &Json) -> Result<Self, String> {
        let Some((operator, operand)) = json
            .as_object()
            .filter(|object| object.len() == 1)
            .and_then(|object| object.iter().next())
        else {
            return Err(format!(
                "an expression must be an object with one operator, but this is {json}"
            ));
        };
        let comparison = |comparison| Ok(Self::Compare(comparison, pair(operator, operand)?));
        let arithmetic = |arithmetic| Ok(Self::Arithmetic(arithmetic, pair(operator, operand)?));
        match operator.as_str() {
            "$eq" => comparison(Comparison::Eq),
            "$neq" => comparison(Comparison::Neq),
            "$lt" => comparison(Comparison::Lt),
            "$lte" => comparison(Comparison::Lte),
            "$gt" => comparison(Comparison::Gt),
            "$gte" => comparison(Comparison::Gte),
            "$add" => arithmetic(Arithmetic::Add),
            "$sub" => arithmetic(Arithmetic::Subtract),
            "$mul" => arithmetic(Arithmetic::Multiply),
            "$div" => arithmetic(Arithmetic::Divide),
            "$mod" => arithmetic(Arithmetic::Remainder),
            "$neg" => Ok(Self::Negate(Box::new(Self::parse(operand)?))),
            "$not" => Ok(Self::Not(Box::new(Self::parse(operand)?))),
            "$and" => Ok(Self::And(list(operator, operand)?)),
            "$or" => Ok(Self::Or(list(operator, operand)?)),
            "$field" => {
                let path = operand.as_str().ok_or("`$field` needs a field path")?;
                Ok(Self::Field(path.parse().map_err(
                    |error: convex_values::ValueError| error.to_string(),
                )?))
            }
            "$literal" => Ok(Self::Literal(
                decode_optional(operand.clone()).map_err(|error| error.to_string())?,
            )),
            other => Err(format!("there is no operator `{other}`")),
        }
    }

    /// The truth of a filter.
    pub(crate) fn test(&self, document: &Value) -> Result<bool, String> {
        self.eval(document).and_then(boolean)
    }

    fn eval<'a>(&'a self, document: &'a Value) -> Result<Operand<'a>, String> {
        Ok(match self {
            Self::Literal(value) => value.as_ref().map(Cow::Borrowed),
            Self::Field(path) => path.get(document).map(Cow::Borrowed),
            Self::Compare(comparison, operands) => {
                let [left, right] = &**operands;
                let order = left
                    .eval(document)?
                    .as_deref()
                    .cmp(&right.eval(document)?.as_deref());
                Some(Cow::Owned(Value::Boolean(comparison.holds(order))))
            }
            Self::Arithmetic(operator, operands) => {
                let [left, right] = &**operands;
                Some(Cow::Owned(
                    operator.apply(&left.eval(document)?, &right.eval(document)?)?,
                ))
            }
            Self::Negate(operand) => Some(Cow::Owned(negate(&operand.eval(document)?)?)),
            Self::Not(operand) => Some(Cow::Owned(Value::Boolean(!operand.test(document)?))),
            Self::And(operands) => Some(Cow::Owned(Value::Boolean(short_circuit(
                operands, document, false,
            )?))),
            Self::Or(operands) => Some(Cow::Owned(Value::Boolean(short_circuit(
                operands, document, true,
            )?))),
        })
    }
}

fn pair(operator: &str, operands: &Json) -> Result<Box<[Expr; 2]>, String> {
    match operands.as_array().map(Vec::as_slice) {
        Some([left, right]) => Ok(Box::new([Expr::parse(left)?, Expr::parse(right)?])),
        _ => Err(format!("`{operator}` needs two operands")),
    }
}

fn list(operator: &str, operands: &Json) -> Result<Vec<Expr>, String> {
    let operands = operands
        .as_array()
        .ok_or_else(|| format!("`{operator}` needs a list of operands"))?;
    operands.iter().map(Expr::parse).collect()
}

/// The first operand that equals `decisive` decides; otherwise the answer is its opposite.
fn short_circuit(operands: &[Expr], document: &Value, decisive: bool) -> Result<bool, String> {
    for operand in operands {
        if operand.test(document)? == decisive {
            return Ok(decisive);
        }
    }
    Ok(!decisive)
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Eq => order.is_eq(),
            Self::Neq => order.is_ne(),
            Self::Lt => order.is_lt(),
            Self::Lte => order.is_le(),
            Self::Gt => order.is_gt(),
            Self::Gte => order.is_ge(),
        }
    }
}

impl Arithmetic {
    fn apply(self, left: &Operand<'_>, right: &Operand<'_>) -> Result<Value, String> {
        match (left.as_deref(), right.as_deref()) {
            (Some(Value::Int64(a)), Some(Value::Int64(b))) => {
                let result = match self {
                    Self::Add => a.checked_add(*b),
                    Self::Subtract => a.checked_sub(*b),
                    Self::Multiply => a.checked_mul(*b),
                    Self::Divide => a.checked_div(*b),
                    Self::Remainder => a.checked_rem(*b),
                };
                result.map(Value::Int64).ok_or_else(|| {
                    format!(
                        "Cannot {} {a} and {b}: the result is not an int64",
                        self.verb()
                    )
                })
            }
            (Some(Value::Float64(a)), Some(Value::Float64(b))) => Ok(Value::Float64(match self {
                Self::Add => a + b,
                Self::Subtract => a - b,
                Self::Multiply => a * b,
                Self::Divide => a / b,
                Self::Remainder => a % b,
            })),
            (left, right) => Err(format!(
                "Cannot {} {} and {}",
                self.verb(),
                shown(left),
                shown(right)
            )),
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Subtract => "subtract",
            Self::Multiply => "multiply",
            Self::Divide => "divide",
            Self::Remainder => "take the remainder of",
        }
    }
}

fn negate(operand: &Operand<'_>) -> Result<Value, String> {
    match operand.as_deref() {
        Some(Value::Int64(number)) => number
            .checked_neg()
            .map(Value::Int64)
            .ok_or_else(|| format!("Cannot negate {number}: the result is not an int64")),
        Some(Value::Float64(number)) => Ok(Value::Float64(-number)),
        other => Err(format!("Cannot negate {}", shown(other))),
    }
}

fn boolean(operand: Operand<'_>) -> Result<bool, String> {
    match operand.as_deref() {
        Some(Value::Boolean(truth)) => Ok(*truth),
        other => Err(format!("Cannot use value {} as a Boolean", shown(other))),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "undefined".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn test(expression: Json, document: Json) -> Result<bool, String> {
        let document = Value::from_json(document).expect("value");
        Expr::parse(&expression).and_then(|expression| expression.test(&document))
    }

    #[test]
    fn comparisons_follow_the_total_order_across_types() {
        let lt_one = json!({"$lt": [{"$field": "a.b"}, {"$literal": 1}]});
        assert_eq!(
            test(lt_one.clone(), json!({})),
            Ok(true),
            "a missing field is less than every value"
        );
        assert_eq!(test(lt_one.clone(), json!({"a": {"b": 1}})), Ok(false));
        assert_eq!(test(lt_one, json!({"a": {"b": "0"}})), Ok(false));
        let missing = json!({"$eq": [{"$field": "a"}, {"$literal": {"$undefined": null}}]});
        assert_eq!(test(missing.clone(), json!({})), Ok(true));
        assert_eq!(test(missing, json!({"a": null})), Ok(false));
    }

    #[test]
    fn connectives_short_circuit_and_have_neutral_elements() {
        let wrong = json!({"$literal": 1});
        assert_eq!(test(json!({"$and": []}), json!({})), Ok(true));
        assert_eq!(test(json!({"$or": []}), json!({})), Ok(false));
        assert_eq!(
            test(json!({"$or": [{"$literal": true}, wrong]}), json!({})),
            Ok(true)
        );
        assert_eq!(
            test(
                json!({"$not": {"$and": [{"$literal": false}, wrong]}}),
                json!({})
            ),
            Ok(true)
        );
        assert!(
            test(json!({"$and": [wrong]}), json!({}))
                .expect_err("no boolean")
                .contains("as a Boolean")
        );
    }

    #[test]
    fn arithmetic_stays_within_one_number_type() {
        let sum = json!({"$eq": [{"$add": [{"$literal": 1}, {"$literal": 2}]}, {"$literal": 3}]});
        assert_eq!(test(sum, json!({})), Ok(true));
        let int = json!({"$literal": {"$integer": "AQAAAAAAAAA="}});
        assert!(
            test(json!({"$add": [int, {"$literal": 1}]}), json!({}))
                .expect_err("mixed")
                .starts_with("Cannot add")
        );
        assert!(
            test(
                json!({"$div": [int, {"$literal": {"$integer": "AAAAAAAAAAA="}}]}),
                json!({})
            )
            .is_err()
        );
    }
}
