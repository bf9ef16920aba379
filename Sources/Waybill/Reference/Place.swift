/// A province, city or area under its code of GB/T 2260, six digits.
package struct Place: Equatable, Sendable {
    /// PP0000 is a province, PPCC00 a city, PPCCDD an area; PP90DD is a county that no city is above of.
    package let code: Int32
    /// The official Chinese name first, then other spellings, without English words such as City or District.
    package let names: [String]

    package init(code: Int32, names: [String]) {
        self.code = code
        self.names = names
    }

    /// What a code stands for.
    package enum Level: Equatable, Sendable {
        case province, city, area
    }

    package var level: Level { Self.level(of: code) }

    /// Directly governed counties count as cities.
    package static func level(of code: Int32) -> Level {
        if code % 10_000 == 0 { return .province }
        return code % 100 == 0 || isDirectlyGoverned(code) ? .city : .area
    }

    /// The code of the province that a place is in, or is.
    package static func province(of code: Int32) -> Int32 { code / 10_000 * 10_000 }

    /// The city that an area is in; a directly governed county is its own.
    package static func city(of code: Int32) -> Int32 { isDirectlyGoverned(code) ? code : code / 100 * 100 }

    /// PP90DD.
    static func isDirectlyGoverned(_ code: Int32) -> Bool { code / 100 % 100 == 90 && code % 100 != 0 }

    /// PP9000, which stands for "directly governed" and for no place.
    static func isDirectDivision(_ code: Int32) -> Bool { code % 10_000 == 9000 }
}

/// What an address means as far as the gazetteer knows it.
package enum Location: Equatable, Sendable {
    case unknownProvince
    case unknownCity(province: Int32)
    /// The codes of the city and of the area in it. An unknown or ambiguous area is nil: development zones are written
    /// as areas and are in no list. Below a province without cities (Hong Kong) the city is the province.
    case found(city: Int32, area: Int32?)
}
