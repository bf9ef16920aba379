/// The records as they stand in the topics, byte for byte: what other readers of the cluster rely on.
enum Golden {
    static let parcel = #"""
        "Remark":"Fragile","Sender":{"Name":"Jim","Tel":"020-88888888","Mobile":"18666666666","Company":"Company name",
        "PostCode":"123456","Country":"China","Province":"Guangdong Province","City":"Guangzhou",
        "Area":"Haizhu District","Address":"XXBlock XX, XX Building, No. XX, Road xxXX"},
        "Receiver":{"Name":"Wang Xiaomeng","Tel":"029-77777777","Mobile":"18610000000","Company":"Company name",
        "PostCode":"654321","Country":"China","Province":"Guangdong Province","City":"Guangzhou",
        "Area":"Tianhe District","Address":"XXBlock XX, XX Building, No. XX, Road xxXX"},
        "Cargo":{"Weight":1.2,"Space_X":20.5,"Space_Y":15,"Space_Z":10,"Count":2,
        "DetailList":[{"Name":"1001 Nights Diamond Purse","Count":1},{"Name":"Hermes Birkin Bag","Count":1}]},
        "Insured":{"UseInsured":1,"InsuredValue":10000},
        "Service":{"ServiceType":0,"ServiceName":"Standard express delivery"}
        """#.joined

    private static let order = #"""
        "DeliveryID":"ZTO","BizID":"xyz","OrderID":"012345678901234567890123456789"
        """#

    static let add =
        "{" + order
            + #"""
            ,"CreateTime":1533042556,"ShopAppID":"wxABCD","WayBillID":"123456789",
            "BizPwdDigest":"11111111111111111111111111111111","SealedToken":"k1.sealed-text",
            """#.joined + parcel + "}"

    static let cancel =
        "{" + order
            + #"""
            ,"CreateTime":1533042556,"ShopAppID":"wxABCD","WayBillID":"123456789",
            "BizPwdDigest":"11111111111111111111111111111111"}
            """#.joined

    static let path =
        "{" + order
            + #"""
            ,"waybill_id":"123456789","action_time":1533052800,"action_type":300002,
            "action_msg":"out for \"delivery\""}
            """#.joined

    static let unreadable = #"{"Fault":"OrderID is empty","SealedPayload":"k1.sealed-payload"}"#

    /// A state as the version before wrote it, which had neither the event's time nor recent traces in it.
    private static let stateBefore = #"""
        ,"WayBillID":"123456789","WayBillIDGiven":true,
        "WaybillData":"##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##","Status":1,"ShopAppID":"wxABCD",
        "TraceCount":4294967295,"CancelTime":1533050000,"ContentDigest":"22222222222222222222222222222222",
        "BizPwdDigest":"11111111111111111111111111111111"
        """#.joined

    private static let state =
        stateBefore
        + #","CreateTime":1533050000,"TraceDigests":"0123456789abcdef0000000000000011""#

    static let document = "{" + order + state + #","Content":{"# + parcel + "}}"
    static let documentBefore = "{" + order + stateBefore + #","CreateTime":1533050000,"Content":{"# + parcel + "}}"
    static let statusBefore = "{" + order + stateBefore + "}"
    static let status = "{" + order + state + "}"
    static let serial = #"""
        {"DeliveryID":"ZTO","SerialNext":"18446744073709551615","Prefix":"75","Digits":11,"CheckDigit":"mod10",
        "Suffix":"CN","First":"1000","Last":"99999999999"}
        """#.joined
    /// As versions before ranges were kept wrote it.
    static let rangelessSerial = #"{"DeliveryID":"ZTO","SerialNext":"18446744073709551615"}"#

    static let input = #"{"InputOffsetNext":9223372036854775807,"PartitionCount":12}"#

    static let token = "{" + order + #","WayBillID":"123456789","SealedToken":"k1.sealed-text"}"#
    static let trace = String(path.dropLast()) + #","Sequence":7}"#
    static let reply = #"""
        {"WayBillID":"123456789","ResultCode":0,"ResultMsg":"success",
        "WaybillData":"##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##"}
        """#.joined
}

extension String {
    /// Without the line ends, which are only for reading here.
    fileprivate var joined: String { filter { $0 != "\n" } }
}
