import { createInProcessQueue } from '../../jobs/in-process-queue.ts'
import { queueConformance } from './queue-conformance.ts'

queueConformance('in process', createInProcessQueue)
