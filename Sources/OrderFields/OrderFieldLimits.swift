/// Bounds of what a push or a record may say of an order before anything is checked. They are above the domain's own
/// limits, which are refused with reasons of their own.
package enum OrderFieldLimits {
    /// Few enough that a record of them stays below the bounds of a JSON document.
    package static let detailCountMax = 500
    /// What keys of lanes and topics are made of.
    package static let carrierByteCountMax = 64
    package static let bizIDByteCountMax = 512
    package static let orderIDByteCountMax = 1024
    package static let waybillIDByteCountMax = 1024
}
