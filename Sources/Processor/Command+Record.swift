internal import Records
internal import Waybill

extension Command {
    /// The command that a record asks for.
    init(_ record: CommandRecord) {
        switch record.body {
        case .addWaybill(let add):
            let digest = CommandRecord.contentDigest(of: record.canonicalContent, shopAppID: add.shopAppID)
            self = .addWaybill(add, contentDigest: digest)
        case .cancelWaybill(let cancel): self = .cancelWaybill(cancel)
        case .recordPath(let path): self = .recordPath(path)
        case .unreadable(let unreadable, _): self = .unreadable(unreadable)
        }
    }
}
