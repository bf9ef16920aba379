package import Waybill

/// The add_waybill event of seed 003 as a command of carrier ZTO, with secrets made up.
package enum Seed {
    package static let key = OrderKey(carrier: "ZTO", bizID: "xyz", orderID: "012345678901234567890123456789")
    package static let password = digest(0x11)
    package static let number = "123456789"
    package static let waybillData = "##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##"

    /// What is known of the parcel; no digest of it, so that a test can say which of two are the same.
    package static let contentDigest = digest(0x22)

    package static var add: AddWaybill {
        AddWaybill(
            key: key, createTime: 1_533_042_556, shopAppID: "wxABCD", waybillID: number, content: content,
            passwordDigest: password, sealedToken: "k1.sealed-text")
    }

    package static var content: Content {
        var content = Content()
        content.remark = "Fragile"
        (content.sender, content.receiver) = (sender, receiver)
        (content.cargo, content.insured, content.service) = (cargo, insured, service)
        return content
    }

    /// Sixteen equal bytes.
    package static func digest(_ byte: UInt8) -> Digest {
        Digest([UInt8](repeating: byte, count: Digest.byteCount)) ?? .zero
    }

    private static var sender: Contact {
        var contact = Contact()
        contact[.name] = "Jim"
        contact[.tel] = "020-88888888"
        contact[.mobile] = "18666666666"
        contact[.company] = "Company name"
        contact[.postCode] = "123456"
        contact[.country] = "China"
        contact[.province] = "Guangdong Province"
        contact[.city] = "Guangzhou"
        contact[.area] = "Haizhu District"
        contact[.address] = "XXBlock XX, XX Building, No. XX, Road xxXX"
        return contact
    }

    private static var receiver: Contact {
        var contact = sender
        contact[.name] = "Wang Xiaomeng"
        contact[.tel] = "029-77777777"
        contact[.mobile] = "18610000000"
        contact[.postCode] = "654321"
        contact[.area] = "Tianhe District"
        return contact
    }

    private static var cargo: Cargo {
        var cargo = Cargo()
        cargo.weight = .value(millionths: 1_200_000)
        cargo.length = .value(millionths: 20_500_000)
        cargo.width = .value(millionths: 15_000_000)
        cargo.height = .value(millionths: 10_000_000)
        cargo.count = .value(millionths: 2_000_000)
        cargo.details = [
            Cargo.Detail(name: "1001 Nights Diamond Purse", count: .whole(1)),
            Cargo.Detail(name: "Hermes Birkin Bag", count: .whole(1)),
        ]
        return cargo
    }

    private static var insured: Insured {
        var insured = Insured()
        insured.useInsured = .whole(1)
        insured.value = .whole(10_000)
        return insured
    }

    private static var service: Service {
        var service = Service()
        service.type = .whole(0)
        service.name = "Standard express delivery"
        return service
    }
}
