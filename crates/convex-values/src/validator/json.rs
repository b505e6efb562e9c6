//! The JSON form of validators.

use serde::Deserialize as _;
use serde_json::{Value as Json, json};

use super::{FieldValidator, ObjectValidator, Validator};
use crate::{Value, ValueError, names};

impl Validator {
    /// Reads what the builders export.
    pub fn from_json(json: Json) -> Result<Self, ValueError> {
        let Json::Object(mut fields) = json else {
            return Err(bad(format!(
                "A validator must be an object, but this is {json}."
            )));
        };
        let Some(Json::String(kind)) = fields.remove("type") else {
            return Err(bad("A validator has no \"type\"."));
        };
        let mut take = |name: &str| {
            fields
                .remove(name)
                .ok_or_else(|| bad(format!("A validator of type {kind:?} has no {name:?}.")))
        };
        match kind.as_str() {
            "any" => Ok(Self::Any),
            "null" => Ok(Self::Null),
            "boolean" => Ok(Self::Boolean),
            "number" => Ok(Self::Number),
            "bigint" => Ok(Self::Int64),
            "string" => Ok(Self::String),
            "bytes" => Ok(Self::Bytes),
            "commitTs" => Ok(Self::CommitTs),
            "id" => Ok(Self::Id(table_name(take("tableName")?)?)),
            "literal" => Ok(Self::Literal(literal(take("value")?)?)),
            "array" => Ok(Self::Array(Box::new(Self::from_json(take("value")?)?))),
            "record" => record(take("keys")?, take("values")?),
            "object" => Ok(Self::Object(ObjectValidator::from_json(take("value")?)?)),
            "union" => Ok(Self::Union(members(take("value")?)?)),
            other => Err(bad(format!("There is no validator of type {other:?}."))),
        }
    }

    /// Reads the text of `exportArgs()`: an object or any.
    pub fn from_args_json(text: &str) -> Result<Self, ValueError> {
        match Self::from_json(parse(text)?)? {
            validator @ (Self::Object(_) | Self::Any) => Ok(validator),
            other => Err(bad(format!(
                "The args of a function must be an object, but they are {other}."
            ))),
        }
    }

    /// Reads the text of `exportReturns()`: `None` if the function declares nothing.
    pub fn from_returns_json(text: &str) -> Result<Option<Self>, ValueError> {
        match parse(text)? {
            Json::Null => Ok(None),
            json => Self::from_json(json).map(Some),
        }
    }

    /// The JSON form.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Any => json!({"type": "any"}),
            Self::Null => json!({"type": "null"}),
            Self::Boolean => json!({"type": "boolean"}),
            Self::Number => json!({"type": "number"}),
            Self::Int64 => json!({"type": "bigint"}),
            Self::String => json!({"type": "string"}),
            Self::Bytes => json!({"type": "bytes"}),
            Self::CommitTs => json!({"type": "commitTs"}),
            Self::Id(table) => json!({"type": "id", "tableName": table}),
            Self::Literal(value) => json!({"type": "literal", "value": value.to_json()}),
            Self::Array(element) => json!({"type": "array", "value": element.to_json()}),
            Self::Record { keys, values } => json!({
                "type": "record",
                "keys": keys.to_json(),
                "values": {"fieldType": values.to_json(), "optional": false},
            }),
            Self::Object(object) => json!({"type": "object", "value": object.to_json()}),
            Self::Union(members) => {
                json!({"type": "union", "value": members.iter().map(Self::to_json).collect::<Vec<_>>()})
            }
        }
    }
}

impl ObjectValidator {
    fn from_json(json: Json) -> Result<Self, ValueError> {
        let Json::Object(fields) = json else {
            return Err(bad("The fields of an object validator must be an object."));
        };
        let fields = fields.into_iter().map(|(name, field)| {
            names::check_identifier(&name)?;
            Ok((name, FieldValidator::from_json(field)?))
        });
        Ok(Self {
            fields: fields.collect::<Result<_, ValueError>>()?,
        })
    }

    fn to_json(&self) -> Json {
        let fields = self.fields.iter().map(|(name, field)| {
            let json = json!({"fieldType": field.validator.to_json(), "optional": field.optional});
            (name.clone(), json)
        });
        Json::Object(fields.collect())
    }
}

impl FieldValidator {
    fn from_json(json: Json) -> Result<Self, ValueError> {
        let Json::Object(mut field) = json else {
            return Err(bad("A field of an object validator must be an object."));
        };
        let optional = matches!(field.get("optional"), Some(Json::Bool(true)));
        let validator = field
            .remove("fieldType")
            .ok_or_else(|| bad("A field has no \"fieldType\"."))?;
        Ok(Self {
            validator: Validator::from_json(validator)?,
            optional,
        })
    }
}

fn parse(text: &str) -> Result<Json, ValueError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Json::deserialize(&mut deserializer)
        .and_then(|json| deserializer.end().map(|()| json))
        .map_err(|error| bad(format!("The validator is not JSON: {error}.")))
}

fn table_name(json: Json) -> Result<String, ValueError> {
    let Json::String(name) = json else {
        return Err(bad("The table name of v.id() must be a string."));
    };
    names::check_identifier(&name)?;
    Ok(name)
}

fn literal(json: Json) -> Result<Value, ValueError> {
    match Value::from_json(json)? {
        value @ (Value::String(_) | Value::Float64(_) | Value::Int64(_) | Value::Boolean(_)) => {
            Ok(value)
        }
        other => Err(bad(format!(
            "v.literal() takes a string, number, bigint or boolean, but got {other}."
        ))),
    }
}

fn members(json: Json) -> Result<Vec<Validator>, ValueError> {
    let Json::Array(members) = json else {
        return Err(bad("The members of v.union() must be an array."));
    };
    members.into_iter().map(Validator::from_json).collect()
}

fn record(keys: Json, values: Json) -> Result<Validator, ValueError> {
    let keys = Validator::from_json(keys)?;
    if !is_string_like(&keys) {
        return Err(bad(format!(
            "The keys of v.record() must be strings or ids, but they are {keys}."
        )));
    }
    let values = FieldValidator::from_json(values)?;
    if values.optional {
        return Err(bad("The values of v.record() cannot be optional."));
    }
    Ok(Validator::Record {
        keys: Box::new(keys),
        values: Box::new(values.validator),
    })
}

fn is_string_like(validator: &Validator) -> bool {
    match validator {
        Validator::String | Validator::Id(_) => true,
        Validator::Union(members) => members.iter().all(is_string_like),
        _ => false,
    }
}

fn bad(message: impl Into<String>) -> ValueError {
    ValueError::new("InvalidValidator", message)
}
