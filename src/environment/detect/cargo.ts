import {
  has,
  makeStep,
  NOTHING,
  present,
  type Detection,
  type ProjectFiles,
} from "./project-files.ts";

/** Fetches all crates; compiling them is the work of the task. */
export function detectCargo(project: ProjectFiles): Detection {
  if (!has(project, "Cargo.toml")) return NOTHING;
  const locked = has(project, "Cargo.lock");
  const step = makeStep({
    manager: "cargo",
    command: locked ? "cargo fetch --locked" : "cargo fetch",
    because: locked ? "Cargo.lock" : "Cargo.toml",
    lockFiles: present(project, [
      "Cargo.toml",
      "Cargo.lock",
      "rust-toolchain",
      "rust-toolchain.toml",
      ".cargo/config.toml",
    ]),
    test: "cargo test",
  });
  const notice =
    "Cargo.toml has no Cargo.lock, so versions can differ and a Cargo.lock is written.";
  return { steps: [step], notices: locked ? [] : [notice] };
}
