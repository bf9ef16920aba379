/// What can happen to an order. All commands of one order go through one partition, one after the other.
package enum Command: Equatable, Sendable {
    /// With the digest of shop and content as they are stored, by which a repeated push is known.
    case addWaybill(AddWaybill, contentDigest: Digest)
    case cancelWaybill(CancelWaybill)
    case recordPath(RecordPath)
    /// A push that could not be read as what it should be.
    case unreadable(Unreadable)
}

/// The add_waybill event of seed 003, without its secrets: the token is sealed, the password is a keyed digest.
package struct AddWaybill: Equatable, Sendable {
    package var key: OrderKey
    package var createTime: Int64
    package var shopAppID: String
    /// "0" asks the carrier for a number.
    package var waybillID: String
    package var content: Content
    package var passwordDigest: Digest
    /// The token of updatePath, sealed by the ingress; opaque here.
    package var sealedToken: UTF8Slice

    package init(
        key: OrderKey, createTime: Int64, shopAppID: String, waybillID: String, content: Content,
        passwordDigest: Digest, sealedToken: UTF8Slice
    ) {
        self.key = key
        self.createTime = createTime
        self.shopAppID = shopAppID
        self.waybillID = waybillID
        self.content = content
        self.passwordDigest = passwordDigest
        self.sealedToken = sealedToken
    }
}

/// The cancel_waybill event (wechat.md section 2).
package struct CancelWaybill: Equatable, Sendable {
    package var key: OrderKey
    package var createTime: Int64
    package var shopAppID: String
    package var waybillID: String
    package var passwordDigest: Digest

    package init(
        key: OrderKey, createTime: Int64, shopAppID: String, waybillID: String, passwordDigest: Digest
    ) {
        self.key = key
        self.createTime = createTime
        self.shopAppID = shopAppID
        self.waybillID = waybillID
        self.passwordDigest = passwordDigest
    }
}

/// A trace of the carrier's, with the fields of updatePath (wechat.md section 2.1).
package struct RecordPath: Equatable, Sendable {
    package var key: OrderKey
    package var waybillID: String
    /// Seconds since 1970.
    package var actionTime: Int64
    package var actionType: Int64
    package var actionMessage: String

    package init(key: OrderKey, waybillID: String, actionTime: Int64, actionType: Int64, actionMessage: String) {
        self.key = key
        self.waybillID = waybillID
        self.actionTime = actionTime
        self.actionType = actionType
        self.actionMessage = actionMessage
    }
}

/// A payload that could not be read, or that was not meant for us.
package struct Unreadable: Equatable, Sendable {
    /// What is wrong with it, without any of its content.
    package var fault: String
    /// The order that it is about, where that much could be read: it is filed with the order's other commands, and
    /// changes nothing of it.
    package var key: OrderKey?

    package init(fault: String, key: OrderKey? = nil) {
        self.fault = fault
        self.key = key
    }
}
