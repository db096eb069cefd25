"""The messages of RFC 4475, written from its text, addressed to one engine.

In each, "@VIA" stands for a topmost Via that leads back to the sender, "@HOST" for the engine's
host:port and "@ID" for what must differ between two runs.
"""

from dataclasses import dataclass
from typing import Final

RINGS: Final = frozenset({100, 180})
GOOD: Final = frozenset({200})
NO_DIALOG: Final = frozenset({481})
NO_METHOD: Final = frozenset({405, 501})
"""Due for methods that we do not have; but outside of a call PJSIP passes these over in silence,
and its Python binding has no hook to answer them."""
BAD: Final = frozenset({400})
LIBERAL: Final = BAD | GOOD | RINGS | NO_METHOD

SDP: Final = """\
v=0
o=mhandley 29739 7272939 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 49217 RTP/AVP 0 12
m=video 3227 RTP/AVP 31
a=rtpmap:31 LPC
"""


@dataclass(frozen=True, slots=True)
class Torture:
    section: str
    name: str
    text: str
    answers: frozenset[int]
    """What the RFC allows a user agent that is no registrar and asks for no passwords; where it
    lets a parser be strict or liberal, both. Empty: nothing is sent back."""
    silence: bool = False
    """PJSIP may drop it without a word."""

    def bytes(self, via: str, host: str, unique: str) -> bytes:
        text = self.text.replace("@VIA", via).replace("@HOST", host).replace("@ID", unique)
        return text.replace("\n", "\r\n").encode("latin-1")


def _options(
    section: str,
    name: str,
    *,
    answers: frozenset[int],
    silence: bool = False,
    method: str = "OPTIONS",
    line: str = "",
    to: str = "sip:user@example.com",
    sender: str = "<sip:caller@example.com>;tag=@ID",
    cseq: str = "",
    more: str = "",
    length: str = "Content-Length: 0\n",
    body: str = "",
) -> Torture:
    """One request that is ordinary but for what is given."""
    text = (
        f"{line or f'{method} sip:user@@HOST SIP/2.0'}\n"
        f"Via: @VIA\nTo: {to}\nFrom: {sender}\nCall-ID: {name}.@ID\n"
        f"CSeq: {cseq or f'1 {method}'}\nMax-Forwards: 70\n{more}{length}\n{body}"
    )
    return Torture(section, name, text, answers, silence)


CONTACT: Final = "Contact: <sip:caller@127.0.0.1:9>\n"
WITH_SDP: Final = f"{CONTACT}Content-Type: application/sdp\n"


def _sdp_length(sdp: str = SDP) -> str:
    return f"Content-Length: {len(sdp.replace(chr(10), chr(13) + chr(10)))}\n"


VALID: Final = (
    Torture(
        "3.1.1.1",
        "wsinv: a short tortuous INVITE",
        "INVITE sip:vivekg@@HOST;unknownparam SIP/2.0\n"
        "TO :\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\n"
        'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>\n  ;\n  tag = 98asjd8\n'
        "MaX-fOrWaRdS: 0068\n"
        "Call-ID: wsinv.@ID\n"
        "Content-Length   : " + str(len(SDP) + SDP.count("\n")) + "\n"
        "cseq: 0009\n  INVITE\n"
        "Via  : @VIA\n"
        "s :\n"
        "NewFangledHeader:   newfangled value\n continued newfangled value\n"
        "UnknownHeaderWithUnusualValue: ;;,,;;,;\n"
        "Content-Type: application/sdp\n"
        "Route:\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\n"
        "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\n"
        "  branch  =   z9hG4bK9ikj8  ,\n"
        " SIP  /    2.0   / UDP  192.168.255.111   ; branch=\n z9hG4bK30239\n"
        'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =\n'
        "      newvalue ;\n  secondparam ; q = 0.33\n\n" + SDP,
        NO_DIALOG,  # it has a tag in To
    ),
    _options(
        "3.1.1.2",
        "intmeth: wide range of valid characters",
        method="!interesting-Method0123456789_*+`.%indeed'~",
        line="!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$"
        "/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@@HOST SIP/2.0",
        to='"BEL:\\\x07 NUL:\\\x00 DEL:\\\x7f" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;'
        ";*@example.com>",
        sender="token1~` token2'+_ token3*%!.- <sip:mundane@example.com>"
        ";fromParam''~+*_!.-%=\"\u00d1\u0080\u00d0\u00b0\u00d0\u00b1\";tag=_token~1'+`*%!-.@ID",
        answers=NO_METHOD,
        silence=True,
    ),
    _options(
        "3.1.1.3",
        "esc01: valid use of the % escaping mechanism",
        method="INVITE",
        line="INVITE sip:sips%3Auser%40example.com@@HOST SIP/2.0",
        to="sip:%75se%72@example.com",
        sender="<sip:I%20have%20spaces@example.net>;tag=@ID",
        more="Contact: <sip:cal%6Cer@127.0.0.1:9;%6C%72;n%61me=v%61lue%25%34%31>\n"
        "Content-Type: application/sdp\n",
        length=_sdp_length(),
        body=SDP,
        answers=RINGS,
    ),
    _options(
        "3.1.1.4",
        "escnull: escaped nulls in URIs",
        method="REGISTER",
        to="sip:null-%00-null@example.com",
        sender="sip:null-%00-null@example.com;tag=@ID",
        more="Contact: <sip:%00@host5.example.com>\nContact: <sip:%00%00@host5.example.com>\n",
        answers=NO_METHOD,
        silence=True,
    ),
    _options(
        "3.1.1.5",
        "esc02: % when it is no escape",
        method="RE%47IST%45R",
        to='"%Z%45" <sip:resource@example.com>',
        sender='"%Z%45" <sip:resource@example.com>;tag=@ID',
        more="Contact: <sip:alias1@host1.example.com>\nContact: <sip:alias3@host3.example.com>\n",
        answers=NO_METHOD,
        silence=True,
    ),
    _options(
        "3.1.1.6",
        "lwsdisp: no white space between display name and <",
        sender="caller<sip:caller@example.com>;tag=@ID",
        answers=GOOD,
    ),
    _options(
        "3.1.1.7",
        "longreq: long values in header fields",
        method="INVITE",
        to='"I have a user name of ' + "extreme" * 10 + ' proportion"<sip:user@example.com:6000;'
        "unknownparam1=very" + "long" * 20 + "value;longparam" + "name" * 25 + "=shortvalue>",
        sender="sip:" + "amazinglylongcallername" * 5 + "@example.net;tag=12" + "982" * 50 + "@ID"
        ";unknownheaderparam" + "name" * 20 + "=unknownheaderparam" + "value" * 15,
        more="Unknown-" + "Long" * 20 + "-Name: unknown-" + "long" * 20 + "-value\n"
        "Via: SIP/2.0/TCP sip33.example.com\n"
        + "".join(
            f"V: SIP/2.0/TCP sip{n}.example.com;branch=z9hG4bKdoozoo{n}\n" for n in range(32, 2, -1)
        )
        + "Contact: <sip:"
        + "amazinglylongcallername" * 5
        + "@127.0.0.1:9>\n"
        "Content-Type: application/sdp\n",
        length=_sdp_length(),
        body=SDP,
        answers=RINGS,
    ),
    _options(
        "3.1.1.8",
        "dblreq: extra trailing octets in a datagram",
        method="REGISTER",
        more="Contact: sip:j.user@host.example.com\n",
        body="INVITE sip:joe@example.com SIP/2.0\nt: sip:joe@example.com\n"
        "From: sip:caller@example.net;tag=141334\nMax-Forwards: 8\nCall-ID: dblreq.trailing.@ID\n"
        "CSeq: 8 INVITE\nVia: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw380234\n"
        "Content-Type: application/sdp\nContent-Length: 0\n\n",
        answers=NO_METHOD | BAD,  # of the INVITE that follows, over TCP
        silence=True,
    ),
    _options(
        "3.1.1.9",
        "semiuri: semicolon-separated parameters in the user part",
        line="OPTIONS sip:user;par=u%40example.net@@HOST SIP/2.0",
        to="sip:j_user@example.com",
        more="Accept: application/sdp, application/pkcs7-mime,\n        multipart/mixed\n",
        answers=GOOD,
    ),
    _options(
        "3.1.1.10",
        "transports: varied and unknown transport types",
        more="Via: SIP/2.0/SCTP t1.example.com;branch=z9hG4bK1\n"
        "Via: SIP/2.0/TLS t2.example.com;branch=z9hG4bK2\n"
        "Via: SIP/2.0/UNKNOWN t3.example.com;branch=z9hG4bK3\n",
        answers=GOOD,
    ),
    _options(
        "3.1.1.11",
        "mpart01: a multipart body",
        method="MESSAGE",
        more="Content-Type: multipart/mixed;boundary=7a9cbec02ceef655\n",
        length="Content-Length: 259\n",
        body="--7a9cbec02ceef655\nContent-Type: text/plain\nContent-Transfer-Encoding: binary\n\n"
        "Hello\n--7a9cbec02ceef655\nContent-Type: application/octet-stream\n"
        "Content-Transfer-Encoding: binary\n\n0\x82\x01R\x06\t*\x86H\x86\xf7\n"
        "--7a9cbec02ceef655--\n" + "\n" * 18,
        answers=GOOD | {202, 415},
    ),
    Torture(
        "3.1.1.12",
        "unreason: an unusual reason phrase",
        "SIP/2.0 200 = 2**3 * 5**2 \u00d0\u00bd\u00d0\u00be\n"
        "Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923\nCall-ID: unreason.@ID\n"
        "CSeq: 35 INVITE\nFrom: sip:user@example.com;tag=11141343\n"
        "To: sip:user@example.edu;tag=2229\nContent-Length: 0\n"
        "Contact: <sip:user@host198.example.com>\n\n",
        frozenset(),
    ),
    Torture(
        "3.1.1.13",
        "noreason: an empty reason phrase",
        "SIP/2.0 100 \nVia: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe\n"
        "Call-ID: noreason.@ID\nCSeq: 35 INVITE\nFrom: <sip:user@example.com>;tag=39ansfi3\n"
        "To: <sip:user@example.edu>;tag=902jndnke3\nContent-Length: 0\n"
        "Contact: <sip:user@host105.example.com>\n\n",
        frozenset(),
    ),
    _options(
        "3.3.4",
        "unksm2: unknown URI schemes in header fields",
        method="REGISTER",
        to="isbn:2983792873",
        sender="<http://www.example.com>;tag=@ID",
        more="Contact: <name:John_Smith>\n",
        answers=NO_METHOD,
        silence=True,
    ),
    _options("3.3.11", "zeromf: Max-Forwards of zero", more="", answers=GOOD | {483}),
    Torture(
        "3.4.1",
        "inv2543: an INVITE as of RFC 2543",
        "INVITE sip:UserB@@HOST SIP/2.0\nVia: @VIA\n"
        "From: <sip:iuser@iptel.org>;tag=1-@ID\nTo: <sip:user@iptel.org>\nCall-ID: inv2543.@ID\n"
        "CSeq: 56 INVITE\nContact: <sip:iuser@127.0.0.1:9>\nContent-Type: application/sdp\n"
        "\n" + SDP,
        RINGS | BAD,
        silence=True,  # over TCP nobody knows where it ends
    ),
)

INVALID: Final = (
    _options(
        "3.1.2.1",
        "badinv01: extraneous header field separators",
        method="INVITE",
        more='Via: SIP/2.0/UDP 192.0.2.15;;,;,,\nContact: "Joe" <sip:joe@example.org>;;;;\n'
        "Content-Type: application/sdp\n",
        length=_sdp_length(),
        body=SDP,
        answers=BAD,
        silence=True,
    ),
    _options(
        "3.1.2.2",
        "clerr: Content-Length larger than the message",
        method="INVITE",
        more=WITH_SDP,
        length="Content-Length: 9999\n",
        body=SDP,
        answers=BAD | {413} | RINGS,  # in a datagram its end is known
        silence=True,
    ),
    _options(
        "3.1.2.3",
        "ncl: negative Content-Length",
        method="INVITE",
        more=WITH_SDP,
        length="Content-Length: -999\n",
        body=SDP,
        answers=BAD,
        silence=True,
    ),
    _options(
        "3.1.2.4",
        "scalar02: overlarge scalar values in a request",
        method="REGISTER",
        cseq="36893488147419103232 REGISTER",
        more="Expires: 1" + "0" * 80 + "\nContact: <sip:user@host129.example.com>;expires=280297596"
        "632815\nMax-Forwards: 300\n",
        answers=BAD | NO_METHOD,
        silence=True,
    ),
    Torture(
        "3.1.2.5",
        "scalarlg: overlarge scalar values in a response",
        "SIP/2.0 503 Service Unavailable\n"
        "Via: SIP/2.0/TCP host129.example.com;branch=z9hG4bKzzxdiwo34sw;received=192.0.2.129\n"
        "To: <sip:user@example.com>\nFrom: <sip:other@example.net>;tag=2easdjfejw\n"
        "CSeq: 9292394834772304023312 OPTIONS\nCall-ID: scalarlg.@ID\n"
        'Retry-After: 949302838503028349304023988\nWarning: 1812 overture "In Progress"\n'
        "Content-Length: 0\n\n",
        frozenset(),
    ),
    _options(
        "3.1.2.6",
        "quotbal: unterminated quoted string in a display name",
        method="INVITE",
        to='"Mr. J. User <sip:j.user@example.com>',
        more=WITH_SDP,
        length=_sdp_length(),
        body=SDP,
        answers=BAD,
        silence=True,
    ),
    _options(
        "3.1.2.7",
        "ltgtruri: <> around the Request-URI",
        line="OPTIONS <sip:user@@HOST> SIP/2.0",
        answers=LIBERAL,
        silence=True,
    ),
    _options(
        "3.1.2.8",
        "lwsruri: white space within the Request-URI",
        line="OPTIONS sip:user@@HOST; lr SIP/2.0",
        answers=BAD,
        silence=True,
    ),
    _options(
        "3.1.2.9",
        "lwsstart: several spaces between the elements of the Request-Line",
        line="OPTIONS  sip:user@@HOST  SIP/2.0",
        answers=LIBERAL,
        silence=True,
    ),
    _options(
        "3.1.2.10",
        "trws: spaces at the end of the Request-Line",
        line="OPTIONS sip:user@@HOST SIP/2.0  ",
        answers=LIBERAL,
        silence=True,
    ),
    _options(
        "3.1.2.11",
        "escruri: escaped headers in the Request-URI",
        line="OPTIONS sip:user@@HOST?Route=%3Csip:example.com%3E SIP/2.0",
        answers=LIBERAL,
        silence=True,
    ),
    _options(
        "3.1.2.12",
        "baddate: an invalid time zone in Date",
        more="Date: Fri, 01 Jan 2010 16:00:00 EST\n",
        answers=LIBERAL,
    ),
    _options(
        "3.1.2.13",
        "regbadct: a name-addr that is not in <>",
        method="REGISTER",
        more="Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E\n",
        answers=LIBERAL,
        silence=True,
    ),
    _options(
        "3.1.2.14",
        "badaspec: spaces within an addr-spec",
        to='"Watson, Thomas" < sip:t.watson@example.org >',
        answers=LIBERAL,
        silence=True,
    ),
    _options(
        "3.1.2.15",
        "baddn: no tokens in a display name",
        sender="Bell, Alexander <sip:a.g.bell@example.com>;tag=@ID",
        answers=LIBERAL,
        silence=True,
    ),
    _options(
        "3.1.2.16",
        "badvers: unknown protocol version",
        line="OPTIONS sip:user@@HOST SIP/7.0",
        answers=frozenset({505, 400}),
        silence=True,
    ),
    _options(
        "3.1.2.17",
        "mismatch01: the methods of start line and CSeq differ",
        cseq="8 INVITE",
        answers=BAD | GOOD,  # PJSIP goes by the start line
        silence=True,
    ),
    _options(
        "3.1.2.18",
        "mismatch02: the same with an unknown method",
        method="NEWMETHOD",
        cseq="8 INVITE",
        answers=BAD | NO_METHOD,
        silence=True,
    ),
    Torture(
        "3.1.2.19",
        "bigcode: an overlarge response code",
        "SIP/2.0 4294967301 better not break the receiver\n"
        "Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe\nCall-ID: bigcode.@ID\n"
        "CSeq: 353494 INVITE\nFrom: <sip:user@example.com>;tag=39ansfi3\n"
        "To: <sip:user@example.edu>;tag=902jndnke3\nContent-Length: 0\n\n",
        frozenset(),
    ),
    Torture(
        "3.2.1",
        "badbranch: no transaction identifier behind the magic cookie",
        "OPTIONS sip:user@@HOST SIP/2.0\nTo: sip:user@example.com\n"
        "From: sip:caller@example.org;tag=33242\nMax-Forwards: 3\n"
        "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK\nCall-ID: badbranch.@ID\n"
        "CSeq: 8 OPTIONS\nContent-Length: 0\n\n",
        GOOD | BAD,
        silence=True,  # the answer goes where its Via says, which is not us
    ),
    Torture(
        "3.3.1",
        "insuf: required header fields are missing",
        "INVITE sip:user@@HOST SIP/2.0\nCSeq: 193942 INVITE\nVia: @VIA\n"
        "Content-Type: application/sdp\n" + _sdp_length() + "\n" + SDP,
        BAD,
        silence=True,
    ),
    _options(
        "3.3.2",
        "unkscm: unknown scheme of the Request-URI",
        line="OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0",
        answers=frozenset({416}),
        silence=True,
    ),
    _options(
        "3.3.3",
        "novelsc: a known but atypical scheme",
        line="OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0",
        answers=frozenset({416}),
        silence=True,
    ),
    _options(
        "3.3.5",
        "bext01: extensions that nobody knows are required",
        more="Require: nothingSupportsThis, nothingSupportsThisEither\n"
        "Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis\n",
        answers=frozenset({420}) | GOOD,
    ),
    _options(
        "3.3.6",
        "invut: unknown Content-Type",
        method="INVITE",
        more=f"{CONTACT}Content-Type: application/unknownformat\n",
        length="Content-Length: 40\n",
        body='<audio>\n <pcmu port="443"/>\n</audio>\n\n',
        answers=frozenset({415, 400, 488}) | RINGS,
    ),
    _options(
        "3.3.7",
        "regaut01: unknown authorization scheme",
        method="REGISTER",
        more="Authorization: NoOneKnowsThisScheme opaque-data=here\n",
        answers=NO_METHOD | {401},
        silence=True,
    ),
    _options(
        "3.3.8",
        "multi01: several values in fields of one",
        method="INVITE",
        more="CSeq: 59 INVITE\nCall-ID: multi01.98asdh@192.0.2.2\nFrom: sip:b@example.com;tag=3\n"
        f"To: sip:b@example.com\nMax-Forwards: 5\n{WITH_SDP}",
        length=_sdp_length(),
        body=SDP,
        answers=BAD | RINGS | {481},
        silence=True,
    ),
    _options(
        "3.3.9",
        "mcl01: several values of Content-Length",
        length="Content-Length: 13\nContent-Length: 5\n",
        body="There's no way to know how many octets are supposed to be here.\n",
        answers=BAD | GOOD,
        silence=True,
    ),
    Torture(
        "3.3.10",
        "bcast: a response with the broadcast address in Via",
        "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923\n"
        "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23\nCall-ID: bcast.@ID\n"
        "CSeq: 35 INVITE\nFrom: sip:user@example.com;tag=11141343\n"
        "To: sip:user@example.edu;tag=2229\nContent-Length: 0\n"
        "Contact: <sip:user@host28.example.com>\n\n",
        frozenset(),
    ),
    _options(
        "3.3.12",
        "cparam01: a parameter of Contact",
        method="REGISTER",
        more="Contact: sip:+19725552222@gw1.example.net;unknownparam\n",
        answers=NO_METHOD,
        silence=True,
    ),
    _options(
        "3.3.13",
        "cparam02: a parameter of Contact's URI",
        method="REGISTER",
        more="Contact: <sip:+19725552222@gw1.example.net;unknownparam>\n",
        answers=NO_METHOD,
        silence=True,
    ),
    _options(
        "3.3.14",
        "regescrt: an escaped Route in Contact",
        method="REGISTER",
        more="Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>\n",
        answers=NO_METHOD,
        silence=True,
    ),
    _options(
        "3.3.15",
        "sdp01: an answer that we have not is accepted only",
        method="INVITE",
        more=f"{WITH_SDP}Accept: text/nobodyKnowsThis\n",
        length=_sdp_length(),
        body=SDP,
        answers=frozenset({406}) | RINGS,
    ),
)
