/// The names of the headers that our records carry: CloudEvents' Kafka binding in binary mode, and what a reply needs.
package enum Header {
    package static let specVersion = "ce_specversion"
    package static let id = "ce_id"
    package static let type = "ce_type"
    package static let source = "ce_source"
    package static let time = "ce_time"
    package static let contentType = "content-type"
    /// Of a command: who waits for its result, as `partition/deadline/instance`.
    package static let reply = "waybill_reply"
    /// Of a command: the keys that its secrets were sealed and digested under, as `KeyFingerprints` writes them. A
    /// command without it, of a version before this one or of a stranger, is decided as it stands.
    package static let keys = "waybill_keys"
    /// Of a reply: the ingress that it is for.
    package static let instance = "waybill_instance"
}
