internal import Waybill
internal import YAML

/// routes.csv: bag place and three-section code by carrier and place.
struct RoutesFile {
    private(set) var routes: [String: [Int32: Route]] = [:]
    /// The first line of each carrier that is named.
    private(set) var carriers: [(id: String, line: Int)] = []
    let file: String

    static let columns = ["carrier", "code", "bag_address", "mark", "accepts", "delivers"]

    init(folder: String, areas: AreasFile, _ findings: inout Findings) {
        file = path("routes.csv", in: folder)
        for row in CSVTable(path: file, columns: Self.columns, &findings).rows { read(row, areas, &findings) }
    }

    private mutating func read(_ row: CSV.Row, _ areas: AreasFile, _ findings: inout Findings) {
        let carrier = row.fields[0]
        if routes[carrier] == nil { carriers.append((carrier, row.line)) }
        guard let code = placeCode(row.fields[1]) else {
            return findings.add(file, row.line, "code must have six digits and not start with 0")
        }
        guard areas.lines.isEmpty || areas.lines[code] != nil else {
            return findings.add(file, row.line, "code \(code) is not in areas.csv")
        }
        guard let accepts = boolean(row, 4, &findings), let delivers = boolean(row, 5, &findings) else { return }
        let route = Route(bagAddress: row.fields[2], mark: row.fields[3], accepts: accepts, delivers: delivers)
        do throws(ReferenceFault) {
            try RouteTable.check(route)
        } catch {
            return findings.add(file, row.line, error.message)
        }
        if routes[carrier, default: [:]].updateValue(route, forKey: code) != nil {
            findings.add(file, row.line, "carrier and code \(code) stand on a line before")
        }
    }

    private func boolean(_ row: CSV.Row, _ column: Int, _ findings: inout Findings) -> Bool? {
        let value = Bool(spelling: row.fields[column])
        if value == nil { findings.add(file, row.line, "\(Self.columns[column]) must be true or false") }
        return value
    }
}
