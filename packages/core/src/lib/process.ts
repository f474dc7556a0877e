/** What the platform knows of the process and of certificates. */
export { isCertificate, isClusterWorker } from '#platform'
