/// An event's JSON in which any field can be replaced by anything.
struct EventText {
    /// Whole paths and their raw JSON, in the order of the seed.
    private(set) var fields: [(path: String, raw: String)]

    static let add = EventText(fields: [
        ("ToUserName", #""gh_abcdefg""#), ("FromUserName", #""oABCD""#), ("CreateTime", "1533042556"),
        ("MsgType", #""event""#), ("Event", #""add_waybill""#), ("Token", #""1234ABC234523451""#),
        ("OrderID", #""012345678901234567890123456789""#), ("BizID", #""xyz""#), ("BizPwd", #""xyz123""#),
        ("ShopAppID", #""wxABCD""#), ("WayBillID", #""123456789""#), ("Remark", #""Fragile""#),
        ("Sender.Name", #""Jim""#), ("Sender.Tel", #""020-88888888""#), ("Sender.Mobile", #""18666666666""#),
        ("Sender.Company", #""Company name""#), ("Sender.PostCode", #""123456""#), ("Sender.Country", #""China""#),
        ("Sender.Province", #""Guangdong Province""#), ("Sender.City", #""Guangzhou""#),
        ("Sender.Area", #""Haizhu District""#),
        ("Sender.Address", #""XXBlock XX, XX Building, No. XX, Road xxXX""#),
        ("Receiver.Name", #""Wang Xiaomeng""#), ("Receiver.Tel", #""029-77777777""#),
        ("Receiver.Mobile", #""18610000000""#), ("Receiver.Company", #""Company name""#),
        ("Receiver.PostCode", #""654321""#), ("Receiver.Country", #""China""#),
        ("Receiver.Province", #""Guangdong Province""#), ("Receiver.City", #""Guangzhou""#),
        ("Receiver.Area", #""Tianhe District""#),
        ("Receiver.Address", #""XXBlock XX, XX Building, No. XX, Road xxXX""#),
        ("Cargo.Weight", "1.2"), ("Cargo.Space_X", "20.5"), ("Cargo.Space_Y", "15"), ("Cargo.Space_Z", "10"),
        ("Cargo.Count", "2"),
        (
            "Cargo.DetailList",
            #"[{"Name":"1001 Nights Diamond Purse","Count":1},{"Name":"Hermes Birkin Bag","Count":1}]"#
        ),
        ("Insured.UseInsured", "1"), ("Insured.InsuredValue", "10000"),
        ("Service.ServiceType", "0"), ("Service.ServiceName", #""Standard express delivery""#),
    ])

    static let cancel = EventText(fields: [
        ("ToUserName", #""gh_abcdefg""#), ("FromUserName", #""oABCD""#), ("CreateTime", "1533042556"),
        ("MsgType", #""event""#), ("Event", #""cancel_waybill""#), ("BizID", #""xyz""#), ("BizPwd", #""xyz123""#),
        ("ShopAppID", #""wxABCD""#), ("OrderID", #""012345678901234567890123456789""#),
        ("WayBillID", #""123456789""#),
    ])

    /// The field, or the whole object, replaced; nil removes it.
    func with(_ path: String, _ raw: String?) -> EventText {
        var text = self
        let isThere = { (field: (path: String, raw: String)) in
            field.path == path || field.path.hasPrefix(path + ".")
        }
        let position = fields.firstIndex(where: isThere) ?? fields.count
        text.fields.removeAll(where: isThere)
        if let raw { text.fields.insert((path, raw), at: position) }
        return text
    }

    /// The object under that name in JSON.
    func object(_ name: String) -> String {
        let members = fields.filter { $0.path.hasPrefix(name + ".") }
        return "{" + members.map { "\"\($0.path.dropFirst(name.count + 1))\":\($0.raw)" }.joined(separator: ",") + "}"
    }

    var json: String {
        var members: [String] = []
        var open: Set<String> = []
        for (path, raw) in fields {
            let parts = path.split(separator: ".").map(String.init)
            if parts.count == 1 {
                members.append("\"\(path)\":\(raw)")
            } else if open.insert(parts[0]).inserted {
                members.append("\"\(parts[0])\":\(object(parts[0]))")
            }
        }
        return "{" + members.joined(separator: ",") + "}"
    }
}
