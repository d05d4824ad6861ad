import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { DESCRIPTION } from "./description.ts";

export type { ErrorObject } from "ajv";

const DOCUMENT = "github";

function createAjv(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    validateSchema: false,
    logger: false,
    // Most schemas are used a few times in a process: compiling them is what takes long.
    code: { optimize: false },
  });
  addFormats.default(ajv);
  // GitHub's own formats, which say nothing that could be checked.
  for (const name of ["repo.nwo", "timestamp"]) ajv.addFormat(name, true);
  return ajv.addSchema(DESCRIPTION, DOCUMENT);
}

const ajv = createAjv();
const compiled = new Map<string, ValidateFunction>();

/** Compiled when first needed: most tests touch few of the schemas. */
function validatorAt(keys: readonly string[]): ValidateFunction {
  const pointer = keys.map((key) =>
    encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1")),
  );
  const reference = `${DOCUMENT}#/${pointer.join("/")}`;
  const known = compiled.get(reference);
  if (known) return known;
  const validate = ajv.compile({ $ref: reference });
  compiled.set(reference, validate);
  return validate;
}

/** What is wrong with a value, by the schema that stands at a place of the description. */
export function errorsAt(keys: readonly string[], value: unknown): readonly ErrorObject[] {
  const validate = validatorAt(keys);
  return validate(value) ? [] : (validate.errors ?? []);
}

/** One line for each problem, for whoever has to mend it. */
export function sentences(errors: readonly ErrorObject[]): string[] {
  return errors.map(({ instancePath, message, params }) => {
    const place = instancePath === "" ? "/" : instancePath;
    return `${place} ${message ?? "is wrong"} ${JSON.stringify(params)}`;
  });
}
