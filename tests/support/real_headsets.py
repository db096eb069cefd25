"""Report descriptors of real devices, as their owners have published them. None is made up."""

from typing import Final

# Plantronics Blackwire 3220 (047f:c056), its telephony collection as hidapi gets it from Windows,
# which puts padding at the end. The beginning, item by item:
# https://github.com/libusb/hidapi/pull/262
# The rest, as bytes (both by mcuee, 2021):
# https://github.com/libusb/hidapi/pull/306
BLACKWIRE_3220: Final = bytes.fromhex(
    "05 0b 09 05 a1 01 85 08 09 2f 15 00 25 01 75 01 95 01 81 06 09 20 09 21 15 00 25 01 "
    "75 01 95 02 81 22 85 09 05 08 09 09 15 00 25 01 75 01 95 01 91 22 85 17 09 17 15 00 "
    "25 01 75 01 95 01 91 22 85 18 09 18 15 00 25 01 75 01 95 01 91 22 85 1e 09 1e 15 00 "
    "25 01 75 01 95 01 91 22 85 20 09 20 15 00 25 01 75 01 95 01 91 22 85 2a 09 2a 15 00 "
    "25 01 75 01 95 01 91 22 75 05 95 01 81 03 75 07 95 01 91 03 75 07 95 01 91 03 75 07 "
    "95 01 91 03 75 07 95 01 91 03 75 07 95 01 91 03 75 07 95 01 91 03 c0"
)

# Anker PowerConf (291a:3301), 191 bytes out of /sys/class/hidraw, in jerryfane/voice:
# https://github.com/jerryfane/voice/blob/2625ed386df7/internal/hid/telephony_test.go
# Its hook switch and mute key are declared constant (0x23, 0x07), and move.
ANKER_POWERCONF: Final = bytes.fromhex(
    "05 0c 09 01 a1 01 85 01 15 00 25 01 09 e9 09 ea 09 e2 09 cd 09 b5 09 b6 09 b3 09 b7 "
    "75 01 95 08 81 42 c0 05 0b 09 05 a1 01 85 02 05 0b 15 00 25 01 09 20 09 97 75 01 95 "
    "02 81 23 09 2f 09 21 09 70 09 50 75 01 95 04 81 07 09 06 a1 02 19 b0 29 bb 15 00 25 "
    "0c 75 04 95 01 81 40 c0 09 07 15 00 25 01 05 09 75 01 95 01 81 02 75 01 95 05 81 01 "
    "05 08 15 00 25 01 09 17 09 09 09 18 09 20 09 21 75 01 95 05 91 22 05 0b 15 00 25 01 "
    "09 9e 75 01 95 01 91 22 75 01 95 0a 91 01 c0 06 00 ff 09 01 a1 01 85 03 09 01 15 00 "
    "26 ff 00 95 3f 75 08 81 02 09 01 15 00 26 ff 00 95 3f 75 08 91 02 c0"
)

# Dell SP325 (413c:8223), out of /sys/class/hidraw, in sddcinfo/meeting-scribe:
# https://github.com/sddcinfo/meeting-scribe/blob/b2b42c54b463/src/meeting_scribe/
# speakerphone/descriptor.py
DELL_SP325: Final = bytes.fromhex(
    "05 0c 09 01 a1 01 85 0c 15 00 25 01 09 e9 09 ea 09 e2 09 cd 09 b5 09 b6 09 b0 09 b1 "
    "75 01 95 08 81 02 c0 06 13 ff 09 01 a1 01 15 00 26 ff 00 85 06 09 00 75 08 95 3d 91 "
    "02 85 07 09 00 75 08 95 3d 81 02 c0 06 14 ff 09 01 a1 01 15 00 26 ff 00 85 10 09 00 "
    "75 08 95 05 81 02 c0 06 99 ff 09 01 a1 01 85 9a 15 00 26 ff 00 95 3f 75 08 09 03 b1 "
    "02 85 9b 15 00 25 01 95 01 75 01 09 04 81 06 75 01 95 07 81 01 c0 05 0b 09 05 a1 01 "
    "15 00 25 01 75 01 85 05 09 20 95 01 81 22 09 2f 95 01 81 06 09 24 09 21 09 97 09 2a "
    "09 50 95 05 81 06 09 07 05 09 09 01 75 01 95 01 81 02 05 08 85 05 09 17 09 09 09 18 "
    "09 20 09 21 09 2a 95 06 91 22 95 02 91 01 c0"
)

# Apple's headset remote, which has no collection of the telephony page, in IOHIDFamily's tests:
# https://github.com/apple-open-source/macos/blob/7e39a483e376/IOHIDFamily/
# IOHIDFamilyUnitTests/IOHIDHeadsetRemoteTelephonyDescriptor.h
APPLE_REMOTE: Final = bytes.fromhex(
    "05 0c 09 01 a1 01 15 00 25 01 75 01 95 02 09 e9 09 ea 81 02 05 0b 95 01 09 21 81 02 "
    "75 05 95 01 81 03 c0"
)
