/// The add_waybill event of the API's documentation.
enum SeedEvent {
    /// As JSON.
    static let json = """
        {
        "ToUserName": "gh_abcdefg",
        "FromUserName": "oABCD",
        "CreateTime": 1533042556,
        "MsgType": "event",
        "Event": "add_waybill",
        "Token": "1234ABC234523451",
        "OrderID": "012345678901234567890123456789",
        "BizID": "xyz",
        "BizPwd": "xyz123",
        "ShopAppID": "wxABCD",
        "WayBillID": "123456789",
        "Remark": "Fragile",
        "Sender": {
        "Name": "Jim",
        "Tel": "020-88888888",
        "Mobile": "18666666666",
        "Company": "Company name",
        "PostCode": "123456",
        "Country": "China",
        "Province": "Guangdong Province",
        "City": "Guangzhou",
        "Area": "Haizhu District",
        "Address": "XXBlock XX, XX Building, No. XX, Road xxXX"
        },
        "Receiver": {
        "Name": "Wang Xiaomeng",
        "Tel": "029-77777777",
        "Mobile": "18610000000",
        "Company": "Company name",
        "PostCode": "654321",
        "Country": "China",
        "Province": "Guangdong Province",
        "City": "Guangzhou",
        "Area": "Tianhe District",
        "Address": "XXBlock XX, XX Building, No. XX, Road xxXX"
        },
        "Cargo": {
        "Weight": 1.2,
        "Space_X": 20.5,
        "Space_Y": 15,
        "Space_Z": 10,
        "Count": 2,
        "DetailList": [
        {
        "Name": "1001 Nights Diamond Purse",
        "Count": 1
        },
        {
        "Name": "Hermes Birkin Bag",
        "Count": 1
        }
        ]
        },
        "Insured": {
        "UseInsured": 1,
        "InsuredValue": 10000
        },
        "Service": {
        "ServiceType": 0,
        "ServiceName": "Standard express delivery"
        }
        }
        """
}
