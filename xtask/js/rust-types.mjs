// Turns Convex validators (in their JSON form) into Rust types. Knows `convex-typed`, not what
// the types are used for; `codegen.mjs` arranges them in files.

/** A validator for which there is no Rust type; its text says where it stands. */
export class UnsupportedValidator extends Error {}

const rustKeywords = new Set(
  ("as async await break const continue dyn else enum extern false fn for gen if impl in let loop " +
    "match mod move mut pub ref return static struct trait true try type unsafe use where while yield").split(" "),
);

const words = (name) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .flatMap((word) => word.split(" "))
    .map((word) => word.toLowerCase());

export const snakeCase = (name) => words(name).join("_");
export const pascalCase = (name) =>
  words(name)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join("");
const camelCase = (snake) => snake.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

export const singular = (name) => {
  if (name.endsWith("ies")) return `${name.slice(0, -3)}y`;
  if (name.endsWith("xes")) return name.slice(0, -2);
  if (name.endsWith("us")) return name;
  return name.endsWith("s") && !name.endsWith("ss") ? name.slice(0, -1) : name;
};

/** Equal text for validators that accept the same values in the same structure. */
export function structure(validator) {
  const sorted = (value) => {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== "object") return value;
    const keys = Object.keys(value).sort();
    return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
  };
  return JSON.stringify(sorted(validator));
}

const isNull = (validator) => validator.type === "null";
const isTextLiteral = (validator) =>
  validator.type === "literal" && typeof validator.value === "string";

/**
 * Collects the types that one Rust module declares. `shared` resolves a validator to the name of a type of
 * the crate's root, or null.
 */
export class TypeScope {
  constructor(shared) {
    this.shared = shared;
    /** Rust source of the items, in order of declaration. */
    this.items = [];
    /** Names of the crate's root that the items use. */
    this.imports = new Set();
    this.declared = new Map();
    this.usesBTreeMap = false;
  }

  import(name) {
    this.imports.add(name);
    return name;
  }

  /** The type of a validator. `name` is for what has to be declared on the way. */
  typeOf(validator, name, isDeclaring = false) {
    if (!isDeclaring) {
      const known = this.shared(validator);
      if (known !== null) return this.import(known);
    }
    switch (validator.type) {
      case "id":
        return this.import(`${pascalCase(singular(validator.tableName))}Id`);
      case "null":
        return "()";
      case "boolean":
        return "bool";
      case "string":
        return "String";
      case "any":
        return "convex_typed::Any";
      case "number":
        return "f64";
      case "bigint":
      case "commitTs":
        return "i64";
      case "bytes":
        return "Vec<u8>";
      case "literal":
        return this.literal(validator, name);
      case "array":
        return `Vec<${this.typeOf(validator.value, singular(name))}>`;
      case "record":
        this.usesBTreeMap = true;
        return `BTreeMap<String, ${this.typeOf(validator.values.fieldType, `${name}Value`)}>`;
      case "object":
        return this.object(validator, name);
      case "union":
        return this.union(validator, name, isDeclaring);
      default:
        throw new UnsupportedValidator(`${name}: validators of type \`${validator.type}\``);
    }
  }

  literal(validator, name) {
    if (isTextLiteral(validator)) return this.textEnum([validator], name);
    if (typeof validator.value === "boolean") return "bool";
    throw new UnsupportedValidator(`${name}: literals other than text and booleans`);
  }

  union(validator, name, isDeclaring) {
    const members = validator.value.filter((member) => !isNull(member));
    const isNullable = members.length < validator.value.length;
    if (members.length === 0) throw new UnsupportedValidator(`${name}: a union without members`);
    const inner =
      members.length === 1
        ? this.typeOf(members[0], name)
        : this.properUnion(members, name, isDeclaring && !isNullable);
    return isNullable ? `Option<${inner}>` : inner;
  }

  properUnion(members, name, isDeclaring) {
    const known = isDeclaring ? null : this.shared({ type: "union", value: members });
    if (known !== null) return this.import(known);
    return members.every(isTextLiteral) ? this.textEnum(members, name) : this.untagged(members, name);
  }

  declare(name, key, write) {
    const known = this.declared.get(name);
    if (known !== undefined && known !== key) {
      throw new UnsupportedValidator(`${name}: two different types would have this name`);
    }
    if (known === undefined) {
      this.declared.set(name, key);
      const position = this.items.length;
      const source = write();
      this.items.splice(position, 0, source);
    }
    return name;
  }

  textEnum(members, name) {
    const texts = members.map((member) => member.value);
    return this.declare(name, structure(members), () => writeTextEnum(name, texts, this));
  }

  untagged(members, name) {
    return this.declare(name, structure(members), () => {
      const variants = members.map((member, index) => {
        const variant = variantName(member, index);
        return { variant, rust: this.typeOf(member, `${name}${variant}`) };
      });
      return writeUntagged(name, variants);
    });
  }

  object(validator, name) {
    return this.declare(name, structure(validator), () => {
      const fields = Object.keys(validator.value)
        .sort()
        .map((wire) => this.field(wire, validator.value[wire], name));
      const snakes = new Set(fields.map((field) => field.rustName));
      if (snakes.size < fields.length) {
        throw new UnsupportedValidator(`${name}: two fields would have the same name in Rust`);
      }
      return writeStruct(name, fields);
    });
  }

  field(wire, { fieldType, optional }, owner) {
    const snake = snakeCase(wire);
    const type = this.typeOf(fieldType, `${owner.replace(/Args$/, "")}${pascalCase(wire)}`);
    const rustName = rustKeywords.has(snake) ? `r#${snake}` : snake;
    return { wire, rustName, rust: optional ? `Option<${type}>` : type, optional };
  }
}

/** A discriminating text literal names the variant, else the kind of value does. */
function variantName(member, index) {
  if (member.type !== "object") return pascalCase(member.tableName ?? member.type);
  const literal = Object.values(member.value).find(({ fieldType }) => isTextLiteral(fieldType));
  return literal === undefined ? `Variant${index + 1}` : pascalCase(literal.fieldType.value);
}

function writeStruct(name, fields) {
  const lines = (write) => fields.map(write).join("\n");
  const presence = ({ optional }) => (optional ? "optional" : "required");
  const isDefault = fields.length > 0 && fields.every(({ optional }) => optional);
  const derives = ["Debug", "Clone", ...(isDefault ? ["Default"] : []), "PartialEq"];
  const reading = lines((field) => `${field.rustName}: fields.${presence(field)}("${field.wire}", misfits),`);
  const writing = lines((field) => `object.${presence(field)}("${field.wire}", &self.${field.rustName});`);
  return `#[derive(${derives.join(", ")})]
pub struct ${name} {
${lines(({ rustName, rust }) => `pub ${rustName}: ${rust},`)}
}
${wireImpl(
  name,
  `${fields.length === 0 ? "" : "let fields = "}misfits.fields(json); Self { ${reading} }`,
  `let ${fields.length === 0 ? "" : "mut "}object = Object::new(out); ${writing} object.end();`,
)}
${writeConstructor(name, fields)}`;
}

/** How the values of a type are read and written. */
const wireImpl = (name, reading, writing) => `
impl Wire for ${name} {
fn read(json: Json<'_>, misfits: &mut Misfits) -> Self { ${reading} }

fn write(&self, out: &mut String) { ${writing} }
}
`;

/** A union of whatever: the first member that fits is taken. */
function writeUntagged(name, variants) {
  const arms = (write) => variants.map(write).join("\n");
  const reading = arms(({ variant }) => `if let Ok(value) = convex_typed::read(json) { return Self::${variant}(value); }`);
  const last = variants.at(-1).variant;
  return `#[derive(Debug, Clone, PartialEq)]
pub enum ${name} { ${arms(({ variant, rust }) => `${variant}(${rust}),`)} }
${wireImpl(
  name,
  `${reading} misfits.note(Misfit::new("no kind of ${name} fits")); Self::${last}(Wire::read(json, misfits))`,
  `match self { ${arms(({ variant }) => `Self::${variant}(value) => value.write(out),`)} }`,
)}`;
}

/** Arguments with a few required fields among optional ones: a constructor spares the `None`s. */
function writeConstructor(name, fields) {
  const required = fields.filter(({ optional }) => !optional);
  if (!name.endsWith("Args") || required.length === 0 || required.length === fields.length) return "";
  const parameters = required.map(({ rustName, rust }) => `${rustName}: ${rust}`);
  const values = fields.map(({ rustName, optional }) => (optional ? `${rustName}: None` : rustName));
  return `
impl ${name} {
/// The required arguments, all others absent.
pub fn new(${parameters.join(", ")}) -> Self {
Self { ${values.join(", ")} }
}
}
`;
}

function writeTextEnum(name, texts, scope) {
  const unknown = scope.import("UnknownVariant");
  const variants = texts.map((text) => ({ text, variant: pascalCase(text) }));
  const arms = (write) => variants.map(write).join("\n");
  return `#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ${name} { ${arms(({ variant }) => `${variant},`)} }

impl ${name} {
/// Every variant, in the order of the schema.
pub const ALL: [Self; ${variants.length}] = [${arms(({ variant }) => `Self::${variant},`)}];

/// The text that is stored and travels.
pub const fn as_str(self) -> &'static str {
match self { ${arms(({ variant, text }) => `Self::${variant} => ${JSON.stringify(text)},`)} }
}
}

impl fmt::Display for ${name} {
fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
}

impl FromStr for ${name} {
type Err = ${unknown};

fn from_str(text: &str) -> Result<Self, ${unknown}> {
let known = Self::ALL.into_iter().find(|variant| variant.as_str() == text);
known.ok_or_else(|| ${unknown}::new("${name}", text))
}
}

${wireImpl(
  name,
  `read_variant(json, "${name}", &Self::ALL, Self::as_str, misfits)`,
  "write_text(self.as_str(), out);",
)}`;
}
