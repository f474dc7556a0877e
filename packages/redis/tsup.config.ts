import { library } from '@portcullis-tooling/build'

export default library()
