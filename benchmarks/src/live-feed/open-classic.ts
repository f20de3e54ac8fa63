import { type Addresses, type Deployment, profileNamed } from '@feed-engine/example-profiles'

/** Stores of the profile `classic`, whatever the profile of the command line. */
export async function openClassic(addresses: Addresses, namespace: string): Promise<Deployment> {
  const deployment = await profileNamed('classic')?.open(addresses, namespace)
  if (deployment === undefined) throw new Error('there is no profile classic')
  return deployment
}
