/// What the merchant says of a parcel: the fields of seed 003 that describe the shipment itself. Texts are as they
/// came; an absent text is empty.
package struct Content: Equatable, Sendable, FieldTable {
    package var remark: UTF8Slice = ""
    package var sender = Contact()
    package var receiver = Contact()
    package var cargo = Cargo()
    package var insured = Insured()
    package var service = Service()

    package init() {}

    @inlinable
    package mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) throws(Visitor.Fault) {
        try visitor.text("Remark", &remark)
        try visitor.contact("Sender", &sender)
        try visitor.contact("Receiver", &receiver)
        try visitor.object("Cargo", &cargo)
        try visitor.object("Insured", &insured)
        try visitor.object("Service", &service)
    }
}

/// The parcel itself.
package struct Cargo: Equatable, Sendable, FieldTable {
    /// Kilograms.
    package var weight = Quantity.absent
    /// Centimetres.
    package var length = Quantity.absent
    package var width = Quantity.absent
    package var height = Quantity.absent
    package var count = Quantity.absent
    /// In the examples of seed 003, not in its table.
    package var details: [Detail] = []

    package init() {}

    @inlinable
    package mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) throws(Visitor.Fault) {
        try visitor.quantity("Weight", &weight)
        try visitor.quantity("Space_X", &length)
        try visitor.quantity("Space_Y", &width)
        try visitor.quantity("Space_Z", &height)
        try visitor.quantity("Count", &count)
        try visitor.list("DetailList", &details)
    }

    package struct Detail: Equatable, Sendable, FieldTable {
        package var name: UTF8Slice = ""
        package var count = Quantity.absent

        package init() {}

        package init(name: UTF8Slice, count: Quantity) {
            self.name = name
            self.count = count
        }

        @inlinable
        package mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) throws(Visitor.Fault) {
            try visitor.text("Name", &name)
            try visitor.quantity("Count", &count)
        }
    }
}

/// Whether and for how much the parcel is insured.
package struct Insured: Equatable, Sendable, FieldTable {
    /// 0 or 1.
    package var useInsured = Quantity.absent
    /// Fen.
    package var value = Quantity.absent

    package init() {}

    @inlinable
    package mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) throws(Visitor.Fault) {
        try visitor.quantity("UseInsured", &useInsured)
        try visitor.quantity("InsuredValue", &value)
    }
}

/// Which of the carrier's services the merchant wants.
package struct Service: Equatable, Sendable, FieldTable {
    package var type = Quantity.absent
    package var name: UTF8Slice = ""

    package init() {}

    @inlinable
    package mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) throws(Visitor.Fault) {
        try visitor.quantity("ServiceType", &type)
        try visitor.text("ServiceName", &name)
    }
}
