/// What a lane remembers of an order: enough to answer a repeated push with the stored result and to judge a cancel, a
/// trace, or a push with other content. The whole document is in waybill.waybills.
package struct OrderState: Equatable, Sendable {
    package enum Status: UInt8, Sendable {
        /// order_status 0 of the merchant's API (seed 001).
        case live = 0
        /// order_status 1.
        case cancelled = 1
    }

    package var status: Status
    package var waybillID: String
    /// The number came with the push and is held against other orders; otherwise it is one of the carrier's own.
    package var isNumberGiven: Bool
    /// `##key##value##...` of seed 003, as it was answered.
    package var waybillData: String
    package var shopAppID: String
    /// Digest of the accepted content (shop and parcel), to know a repeated push.
    package var contentDigest: Digest
    /// Keyed digest of the BizPwd the content was accepted with.
    package var passwordDigest: Digest
    /// CreateTime of the event that stands: of a live order's newest add, of a cancelled one's cancel. What is older
    /// came late. 0 where nobody knows it.
    package var eventTime: Int64
    /// How many traces the carrier reported; any trace makes a cancel fail.
    package var traceCount: UInt32
    package var recentTraces: RecentTraces

    package init(
        status: Status, waybillID: String, isNumberGiven: Bool, waybillData: String, shopAppID: String,
        contentDigest: Digest, passwordDigest: Digest, eventTime: Int64 = 0, traceCount: UInt32 = 0,
        recentTraces: RecentTraces = RecentTraces()
    ) {
        self.status = status
        self.waybillID = waybillID
        self.isNumberGiven = isNumberGiven
        self.waybillData = waybillData
        self.shopAppID = shopAppID
        self.contentDigest = contentDigest
        self.passwordDigest = passwordDigest
        self.eventTime = eventTime
        self.traceCount = traceCount
        self.recentTraces = recentTraces
    }

    package var isTraced: Bool { traceCount > 0 }

    /// CreateTime of the cancel that stands; 0 for a live order.
    package var cancelTime: Int64 { status == .cancelled ? eventTime : 0 }

    /// Whether an event was made before the one that stands: it is a copy that was held up on its way, or sent again,
    /// and must not undo what came after it. Within one second, and where a time is not known, the order in which
    /// events come is all there is to go by.
    func isNewer(than createTime: Int64) -> Bool { createTime < eventTime && createTime != 0 && eventTime != 0 }
}
