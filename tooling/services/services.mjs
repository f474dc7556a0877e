/**
 * A program that tests start, and the Debian packages that have it, the best one first.
 * @typedef {object} Service
 * @property {ServiceName} name Of the program.
 * @property {readonly string[]} packages
 * @property {boolean} optional Whether nothing is amiss where it cannot be had.
 */

/** @typedef {'nginx' | 'haproxy' | 'redis-server' | 'valkey-server'} ServiceName */

/** @type {readonly Service[]} */
export const services = [
  { name: 'nginx', packages: ['nginx-light', 'nginx'], optional: false },
  { name: 'haproxy', packages: ['haproxy'], optional: false },
  { name: 'redis-server', packages: ['redis-server'], optional: false },
  // Debian has it from 13 on.
  { name: 'valkey-server', packages: ['valkey-server'], optional: true },
]
