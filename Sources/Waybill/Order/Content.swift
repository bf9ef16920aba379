/// What the merchant says of a parcel: the fields of seed 003 that describe the shipment itself. Texts are as they
/// came; an absent text is empty.
package struct Content: Equatable, Sendable {
    package var remark: UTF8Slice
    package var sender: Contact
    package var receiver: Contact
    package var cargo: Cargo
    package var insured: Insured
    package var service: Service

    package init(
        remark: UTF8Slice, sender: Contact, receiver: Contact, cargo: Cargo, insured: Insured, service: Service
    ) {
        self.remark = remark
        self.sender = sender
        self.receiver = receiver
        self.cargo = cargo
        self.insured = insured
        self.service = service
    }
}

/// The parcel itself.
package struct Cargo: Equatable, Sendable {
    /// Kilograms.
    package var weight = Quantity.absent
    /// Centimetres.
    package var length = Quantity.absent
    package var width = Quantity.absent
    package var height = Quantity.absent
    package var count = Quantity.absent
    /// `DetailList`: in the examples of seed 003, not in its table.
    package var details: [Detail] = []

    package init() {}

    package struct Detail: Equatable, Sendable {
        package var name: UTF8Slice
        package var count: Quantity

        package init(name: UTF8Slice, count: Quantity) {
            self.name = name
            self.count = count
        }
    }
}

/// Whether and for how much the parcel is insured.
package struct Insured: Equatable, Sendable {
    /// 0 or 1.
    package var useInsured = Quantity.absent
    /// Fen.
    package var value = Quantity.absent

    package init() {}
}

/// Which of the carrier's services the merchant wants.
package struct Service: Equatable, Sendable {
    package var type = Quantity.absent
    package var name: UTF8Slice = ""

    package init() {}
}
