import { createClient } from "../client/client.ts";
import { readCredentials, writeCredentials } from "../config/credentials.ts";
import { keepLogin } from "../config/logins.ts";
import { AppError } from "../wire/errors.ts";
import type { Deployment } from "../server/deployment.ts";

/**
 * Keeps this machine's commands logged in to the deployment that it runs: as the first owner when there was none
 * before, and at another URL when the stored token is of this deployment. Another deployment's login stays.
 */
export async function stayLoggedIn(dir: string, { accessUrl: url, firstOwner }: Deployment): Promise<void> {
  if (firstOwner !== undefined) return await keepLogin(dir, { url, token: firstOwner.sessionToken });
  const { url: stored, token } = await readCredentials(dir);
  if (token === "" || stored === url) return;
  if (await accepts(url, token)) await writeCredentials(dir, { url, token });
}

async function accepts(baseUrl: string, token: string): Promise<boolean> {
  try {
    await createClient({ baseUrl, token }).me();
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
