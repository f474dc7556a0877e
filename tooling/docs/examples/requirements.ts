import { requirements } from '@portcullis/conformance'

const open = requirements.filter(({ status }) => status !== 'proved')
for (const { id, sentence } of open) console.log(id, sentence)
