import { countingMutants } from './counting'
import { vectorMutants } from './vectors'

export const signalStoreMutants = [...countingMutants, ...vectorMutants]
