import httpx
class Vendor:
    def __init__(self, url): self.url=url; self.stripe_url=url
    def charges_of(self, keys):
        return [c for c in httpx.get(self.url + "/_exec").json()]
