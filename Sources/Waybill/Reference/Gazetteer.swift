/// The places that addresses name, under every usual spelling. A name counts only under its parent, so that the many
/// places that are spelled alike in pinyin are never mistaken for each other. Immutable; shared by all threads.
package struct Gazetteer: Sendable {
    private let table: NameTable
    /// By the first two digits of the code.
    private let provinces: [ProvinceKind]
    /// The official and the short name of provinces and cities, which people repeat in front of a city or area.
    private let prefixes: [Int32: [[UInt8]]]

    /// Throws where a code stands twice, is no code, has no parent, or two places under one parent have one name.
    package init(places: [Place]) throws(ReferenceFault) {
        let builder = try GazetteerBuilder(places)
        table = builder.table
        provinces = builder.provinces
        prefixes = builder.prefixes
    }

    /// Spellings that two places under one parent share, so that they name neither.
    package var ambiguityCount: Int { table.ambiguityCount }

    /// What the three names mean. Under 0.5 us where they are spelled as the table has them; folding other spellings
    /// takes a few microseconds.
    package func locate(province: UTF8Slice, city: UTF8Slice, area: UTF8Slice) -> Location {
        guard case .code(let provinceCode) = match(province, under: Self.root) else { return .unknownProvince }
        if kind(of: provinceCode) == .municipality {
            return locateInMunicipality(provinceCode, city: city, area: area)
        }
        guard case .code(let cityCode) = match(city, under: provinceCode) else {
            return locateUnlistedCity(city, in: provinceCode)
        }
        if Place.isDirectDivision(cityCode) {
            guard case .code(let county) = match(area, under: provinceCode), Place.isDirectlyGoverned(county) else {
                return .unknownCity(province: provinceCode)
            }
            return .found(city: county, area: nil)
        }
        guard cityCode % 100 == 0, case .code(let areaCode) = match(area, under: cityCode) else {
            return .found(city: cityCode, area: nil)
        }
        return .found(city: cityCode, area: areaCode)
    }

    /// The city is the municipality's own name, one of its divisions ("districts", "counties"), or a district.
    private func locateInMunicipality(_ province: Int32, city: UTF8Slice, area: UTF8Slice) -> Location {
        let pool = Self.pool(of: province)
        let unknownArea = Location.found(city: province + 100, area: nil)
        let areaMatch = match(area, under: pool)
        if match(city, under: province) != nil {
            guard case .code(let area) = areaMatch else { return unknownArea }
            return .found(city: Place.city(of: area), area: area)
        }
        switch (match(city, under: pool), areaMatch) {
        case (nil, _): return .unknownCity(province: province)
        // Two districts: neither is believed.
        case (.code(let city), .code(let area)) where city != area: return unknownArea
        case (.code(let area), _), (.ambiguous, .code(let area)):
            return .found(city: Place.city(of: area), area: area)
        case (.ambiguous, _): return unknownArea
        }
    }

    /// No city of the province: it may have none, or the name is that of a county-level city.
    private func locateUnlistedCity(_ city: UTF8Slice, in province: Int32) -> Location {
        if kind(of: province) == .withoutCities { return .found(city: province, area: nil) }
        guard case .code(let area) = match(city, under: Self.pool(of: province)) else {
            return .unknownCity(province: province)
        }
        return .found(city: Place.city(of: area), area: area)
    }

    private func match(_ name: UTF8Slice, under parent: Int32) -> NameTable.Match? {
        guard (1...ReferenceLimits.placeNameByteCountMax).contains(name.count) else { return nil }
        return table.match(name.bytes.span.extracting(name.range), parent: parent)
            ?? matchFolded(NameFolding.fold(name.string), under: parent)
    }

    private func matchFolded(_ name: [UInt8], under parent: Int32) -> NameTable.Match? {
        if let match = matchVariants(name, under: parent) { return match }
        let inner = withoutParents(name, of: parent)
        return inner.count < name.count ? matchVariants(inner, under: parent) : nil
    }

    private func matchVariants(_ name: [UInt8], under parent: Int32) -> NameTable.Match? {
        if let match = table.match(name.span, parent: parent) { return match }
        for stripped in NameSuffix.stripped(name) {
            if let match = table.match(stripped.span, parent: parent) { return match }
        }
        return matchAutonomous(name, under: parent)
    }

    /// Peoples are named in many ways and left out as often, so they are cut off letter by letter, the longest rest
    /// first: "Ledong Li Autonomous County" is Ledong, not Le.
    private func matchAutonomous(_ name: [UInt8], under parent: Int32) -> NameTable.Match? {
        guard var rest = NameSuffix.beforeAutonomy(name) else { return nil }
        while rest.count >= Self.cutNameByteCountMin {
            if let match = table.match(rest.span, parent: parent) { return match }
            rest = rest.dropLast()
        }
        return nil
    }

    /// The name without those of province and city in front of it.
    private func withoutParents(_ name: [UInt8], of parent: Int32) -> [UInt8] {
        var rest = name[...]
        for code in [Place.province(of: abs(parent)), abs(parent)] {
            for prefix in prefixes[code] ?? [] where rest.count > prefix.count && rest.starts(with: prefix) {
                rest = rest.dropFirst(prefix.count)
                break
            }
        }
        return Array(rest)
    }

    private func kind(of province: Int32) -> ProvinceKind {
        let index = Int(province / 10_000)
        return provinces.indices.contains(index) ? provinces[index] : .withoutCities
    }

    /// Aba, in letters; two Chinese characters have six bytes.
    private static let cutNameByteCountMin = 3

    static let root: Int32 = 0

    /// The parent of what is looked for in a whole province: a municipality's areas, or the county-level cities.
    static func pool(of province: Int32) -> Int32 { -province }
}

enum ProvinceKind: Sendable {
    case withoutCities, withCities, municipality
}
