export { type PlanStreams, planMain } from './plan-main'
