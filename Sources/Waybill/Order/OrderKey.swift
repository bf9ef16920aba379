/// What makes one order one order: the carrier, the merchant's account there, and the merchant's id of the order
/// (spec section 2.1).
package struct OrderKey: Hashable, Sendable {
    package let carrier: String
    package let bizID: String
    package let orderID: String

    package init(carrier: String, bizID: String, orderID: String) {
        self.carrier = carrier
        self.bizID = bizID
        self.orderID = orderID
    }

    /// `carrier/BizID/OrderID`, with `%`, `/`, `#` and control bytes of the parts percent-encoded, so that different
    /// orders never share a key and a suffix (`#status`) can follow.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(carrier.utf8.count + bizID.utf8.count + orderID.utf8.count + 2)
        Self.append(carrier, to: &bytes)
        bytes.append(UInt8(ascii: "/"))
        Self.append(bizID, to: &bytes)
        bytes.append(UInt8(ascii: "/"))
        Self.append(orderID, to: &bytes)
        return bytes
    }

    private static func append(_ part: String, to bytes: inout [UInt8]) {
        let utf8 = part.utf8.span
        for index in utf8.indices {
            let byte = utf8[index]
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "/"), UInt8(ascii: "#"), 0..<0x20, 0x7f:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexDigits[Int(byte >> 4)])
                bytes.append(hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}
