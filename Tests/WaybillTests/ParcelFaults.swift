@testable import Waybill

extension Faults {
    private static let kilogram: Int64 = 1_000_000

    /// 20006.
    static let cargo = counts + weights + sides + details

    private static let counts: [Fault] = [
        (Quantity.absent, "is not a whole number"), (.unreadable, "is not a whole number"),
        (.value(millionths: 1_500_000), "is not a whole number"), (.whole(0), "is not between 1 and 20"),
        (.whole(-1), "is not between 1 and 20"), (.whole(Rules.countMax + 1), "is not between 1 and 20"),
        (.value(millionths: .max), "is not a whole number"), (.value(millionths: .min), "is not a whole number"),
    ].map { count, problem in
        Fault("Cargo.Count \(count)", .wrongCargo, "Cargo.Count \(problem)") { $0.add.content.cargo.count = count }
    }

    private static let weights: [Fault] = [
        (Quantity.absent, "is not a number of kilograms"), (.unreadable, "is not a number of kilograms"),
        (.whole(0), "must be more than 0 and at most 50 kg"),
        (.value(millionths: -1), "must be more than 0 and at most 50 kg"),
        (.value(millionths: Rules.weightMax + 1), "must be more than 0 and at most 50 kg"),
        (.value(millionths: .max), "must be more than 0 and at most 50 kg"),
    ].map { weight, problem in
        Fault("Cargo.Weight \(weight)", .wrongCargo, "Cargo.Weight \(problem)") {
            $0.add.content.cargo.weight = weight
        }
    }

    private static let sides: [Fault] = [
        ("Space_X", \Cargo.length as any WritableKeyPath<Cargo, Quantity> & Sendable), ("Space_Y", \Cargo.width),
        ("Space_Z", \Cargo.height),
    ].flatMap { name, path in
        [
            (Quantity.unreadable, "is not a number of centimetres"),
            (.value(millionths: -1), "is not between 0 and 120 cm"),
            (.value(millionths: Rules.sideMax + 1), "is not between 0 and 120 cm"),
            (.value(millionths: .min), "is not between 0 and 120 cm"),
        ].map { side, problem in
            Fault("Cargo.\(name) \(side)", .wrongCargo, "Cargo.\(name) \(problem)") {
                $0.add.content.cargo[keyPath: path] = side
            }
        }
    }

    private static let details: [Fault] = [
        Fault("too many details", .wrongCargo, "Cargo.DetailList has more than 100 entries") {
            $0.add.content.cargo.details = Array(repeating: .init(name: "Gloves", count: .whole(1)), count: 101)
        },
        Fault("detail name too long", .wrongCargo, "Cargo.DetailList.Name is longer than 128 bytes") {
            $0.add.content.cargo.details[1].name = .filler(129)
        },
        Fault("detail count unreadable", .wrongCargo, "Cargo.DetailList.Count is not a whole number") {
            $0.add.content.cargo.details[1].count = .unreadable
        },
        Fault("detail count negative", .wrongCargo, "Cargo.DetailList.Count is not a whole number") {
            $0.add.content.cargo.details[0].count = .whole(-1)
        },
        Fault("detail count broken", .wrongCargo, "Cargo.DetailList.Count is not a whole number") {
            $0.add.content.cargo.details[0].count = .value(millionths: 500_000)
        },
    ]

    /// 20008.
    static let insurance =
        [Quantity.unreadable, .whole(2), .whole(-1), .value(millionths: 500_000)].map { use in
            Fault("UseInsured \(use)", .wrongInsurance, "Insured.UseInsured is neither 0 nor 1") {
                $0.add.content.insured.useInsured = use
            }
        }
        + [
            (Quantity.absent, "is not a whole number of fen"), (.unreadable, "is not a whole number of fen"),
            (.value(millionths: 10_500_000), "is not a whole number of fen"),
            (.whole(0), "is not between 1 and 50000 fen"), (.whole(-1), "is not between 1 and 50000 fen"),
            (.whole(Rules.valueMax + 1), "is not between 1 and 50000 fen"),
        ].map { value, problem in
            Fault("InsuredValue \(value)", .wrongInsurance, "Insured.InsuredValue \(problem)") {
                $0.add.content.insured.value = value
            }
        }
        + [
            Fault("no insurance offered", .wrongInsurance, "the carrier does not insure parcels") {
                $0.rules.isInsuring = false
            }
        ]

    /// 20009.
    static let service =
        [Quantity.absent, .unreadable, .value(millionths: 500_000)].map { type in
            Fault("ServiceType \(type)", .wrongService, "Service.ServiceType is not a whole number") {
                $0.add.content.service.type = type
            }
        }
        + [Quantity.whole(1), .whole(-1), .whole(9_000_000)].map { type in
            Fault("ServiceType \(type)", .wrongService, "Service.ServiceType is not one that the carrier offers") {
                $0.add.content.service.type = type
            }
        }
        + ["Same day", "standard", .filler(500)].map { name in
            Fault(
                "ServiceName of another type", .wrongService, "Service.ServiceName is not the name of this ServiceType"
            ) { $0.add.content.service.name = name }
        }
}
