/// Quantity, weight and size: 20006.
struct CargoCheck {
    let limits: CargoLimits

    func check(_ cargo: Cargo) throws(Refusal) {
        guard let count = cargo.count.wholeNumber else { throw wrong("Cargo.Count is not a whole number") }
        guard (1...limits.countMax).contains(count) else {
            throw wrong("Cargo.Count is not between 1 and \(limits.countMax)")
        }
        guard case .value(let weight) = cargo.weight else { throw wrong("Cargo.Weight is not a number of kilograms") }
        guard weight > 0, weight <= limits.weightMax else {
            throw wrong("Cargo.Weight must be more than 0 and at most \(text(limits.weightMax)) kg")
        }
        try checkSide(cargo.length, "Space_X")
        try checkSide(cargo.width, "Space_Y")
        try checkSide(cargo.height, "Space_Z")
        try checkDetails(cargo.details)
    }

    /// A side that is absent or 0 was not measured, which merchants of letters and soft parcels do not do.
    private func checkSide(_ side: Quantity, _ field: String) throws(Refusal) {
        switch side {
        case .absent: return
        case .unreadable: throw wrong("Cargo.\(field) is not a number of centimetres")
        case .value(let length):
            guard (0...limits.sideMax).contains(length) else {
                throw wrong("Cargo.\(field) is not between 0 and \(text(limits.sideMax)) cm")
            }
        }
    }

    private func checkDetails(_ details: [Cargo.Detail]) throws(Refusal) {
        guard details.count <= WaybillLimits.detailCountMax else {
            throw wrong("Cargo.DetailList has more than \(WaybillLimits.detailCountMax) entries")
        }
        for detail in details {
            guard detail.name.count <= WaybillLimits.detailNameByteCountMax else {
                throw wrong("Cargo.DetailList.Name is longer than \(WaybillLimits.detailNameByteCountMax) bytes")
            }
            if case .absent = detail.count { continue }
            guard let count = detail.count.wholeNumber, count >= 0 else {
                throw wrong("Cargo.DetailList.Count is not a whole number")
            }
        }
    }

    private func wrong(_ message: String) -> Refusal { Refusal(.wrongCargo, message) }

    private func text(_ millionths: Int64) -> String { Quantity.value(millionths: millionths).text ?? "" }
}
