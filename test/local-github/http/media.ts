import type { Call } from "./call.ts";

export function wantsDiff({ accept }: Pick<Call, "accept">): boolean {
  return /application\/vnd\.github\.(v3\.)?diff/.test(accept);
}

export function wantsPatch({ accept }: Pick<Call, "accept">): boolean {
  return /application\/vnd\.github\.(v3\.)?patch/.test(accept);
}

export function wantsRaw({ accept }: Pick<Call, "accept">): boolean {
  return /application\/vnd\.github\.(v3\.)?raw/.test(accept);
}
