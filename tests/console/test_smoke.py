def test_all(app, desk):
    for who in ("sys","sec","aud","com"):
        d = desk(who)
        for v in app.extensions["admin"][0]._views:
            r = d.get(v.url if v.url.endswith("/") else v.url + "/")
            print(who, v.url, r.status_code)
            if r.status_code==500: print(r.text[-600:])
