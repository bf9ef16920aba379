/// Spec section 2.2, sender to service, over the simulation's tables.
enum ParcelRules {
    static func fault(in parcel: Parcel, carrier: String) -> Int32? {
        if isIncomplete(parcel.sender) { return 20002 }
        guard let origin = destination(parcel.sender), origin.collects else { return 20003 }
        if isIncomplete(parcel.receiver) { return 20004 }
        guard let target = destination(parcel.receiver), target.delivers else { return 20005 }
        guard (1...Setting.countMax).contains(parcel.count), parcel.weight > 0, parcel.weight <= Setting.weightMax,
            (0...Setting.lengthMax).contains(parcel.length)
        else { return 20006 }
        switch parcel.useInsured {
        case 0: break
        case 1 where carrier != "JTSD" && Setting.insuredRange.contains(parcel.insuredValue): break
        default: return 20008
        }
        let names: [Int64: String] = [0: "Standard", 1: "Express"]
        guard let name = names[parcel.serviceType], parcel.serviceName.isEmpty || parcel.serviceName == name else {
            return 20009
        }
        return nil
    }

    static func waybillData(_ parcel: Parcel, carrier: String) -> String {
        guard let target = destination(parcel.receiver) else { return "" }
        return "##\(carrier)_bagAddr##\(target.bag)##\(carrier)_mark##\(target.mark)##"
    }

    /// Name, one telephone number, and the whole address (spec 2.2).
    private static func isIncomplete(_ party: Party) -> Bool {
        party.name.isEmpty || (party.mobile.isEmpty && party.tel.isEmpty) || party.province.isEmpty
            || party.city.isEmpty || party.address.isEmpty
    }

    private static func destination(_ party: Party) -> Setting.Destination? {
        guard ["", "China"].contains(party.country), Setting.provinces[party.city] == party.province else { return nil }
        // An unknown Area in a known City is served (spec, end of section 2).
        return Setting.destinations["\(party.city)/\(party.area)"] ?? Setting.destinations[party.city]
    }
}

/// Waybill numbers, said again from wechat.md section 2.4 and ISO/IEC 7812-1.
enum WaybillNumber {
    static func text(_ serial: Int64, _ numbers: Setting.Numbers) -> String {
        let digits = String(serial)
        let padded = String(repeating: "0", count: numbers.digitCount - digits.count) + digits
        let check =
            switch numbers.check {
            case .none: ""
            case .s10: s10(padded)
            case .luhn: luhn(numbers.prefix + padded)
            }
        return numbers.prefix + padded + check + numbers.suffix
    }

    static func isGiven(_ number: String) -> Bool {
        let numbers = Setting.given
        return (numbers.first...numbers.last).contains { text($0, numbers) == number }
    }

    private static func s10(_ digits: String) -> String {
        let weights = [8, 6, 4, 2, 3, 5, 9, 7]
        let sum = zip(digits, weights).reduce(0) { $0 + (Int(String($1.0)) ?? 0) * $1.1 }
        let check = 11 - sum % 11
        return check == 10 ? "0" : check == 11 ? "5" : String(check)
    }

    private static func luhn(_ digits: String) -> String {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = (Int(String(digit)) ?? 0) * (place % 2 == 0 ? 2 : 1)
            sum += value / 10 + value % 10
        }
        return String((10 - sum % 10) % 10)
    }
}
