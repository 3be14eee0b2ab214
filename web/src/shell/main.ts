// The server reads both addresses from the manifest, which lists only what is imported.
import '../icons/favicon.svg?url';
import '../icons/icons.svg?url';
