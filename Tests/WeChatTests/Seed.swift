import SeedParcel
import Waybill

/// The add_waybill event of seed 003 as a command of carrier ZTO, with secrets made up.
enum Seed {
    static let password = digest(0x11)
    static let number = "123456789"
    static let waybillData = "##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##"
    static let key = OrderKey(carrier: "ZTO", bizID: "xyz", orderID: "012345678901234567890123456789")

    static var add: AddWaybill {
        AddWaybill(
            key: key, createTime: 1_533_042_556, shopAppID: "wxABCD", waybillID: number, content: content,
            contentDigest: digest(0x22), passwordDigest: password, sealedToken: "k1.sealed-text")
    }

    static var content: Content { .seed }

    /// Sixteen equal bytes.
    static func digest(_ byte: UInt8) -> Digest {
        Digest([UInt8](repeating: byte, count: Digest.byteCount)) ?? .zero
    }
}
