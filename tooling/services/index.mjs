export { findService } from './find-service.mjs'
export { freePort } from './free-port.mjs'
export { startHaproxy } from './haproxy.mjs'
export { startNginx } from './nginx.mjs'
export { startRedis } from './redis.mjs'
export { startRedisCluster } from './redis-cluster.mjs'
export { caughtUp } from './replication.mjs'
export { startProcess } from './start-process.mjs'
export { temporaryFolder } from './temporary-folder.mjs'

/** @typedef {import('./proxy.mjs').ProxyOptions} ProxyOptions */
/** @typedef {import('./proxy.mjs').RunningProxy} RunningProxy */
/** @typedef {import('./redis.mjs').RunningRedis} RunningRedis */
/** @typedef {import('./redis-cluster.mjs').RunningCluster} RunningCluster */
/** @typedef {import('./start-process.mjs').RunningProcess} RunningProcess */
