/** How makers spell color and duplex in their PPDs: data, so that a new spelling is a line here. */

export const OPTION_NAMES = {
  color: {
    // ColorModel: CUPS itself and most; the others by maker as named.
    options: [
      'ColorModel',
      'ColorMode', // Epson, Samsung
      'HPColorMode', // HP
      'SelectColor', // Konica Minolta
      'ARCMode', // Sharp
      'XRColor', // Xerox
      'XROutputColor', // Xerox
      'CNColorMode', // Canon
      'KMColorMode', // Konica Minolta
      'RIColorMode', // Ricoh
      'BRMonoColor', // Brother
      'LXColorMode', // Lexmark
    ],
    gray: [
      /^(Gray|Grayscale|Greyscale|Grey)$/i,
      /gr[ae]y/i,
      /^(CM)?(Monochrome|Mono|Black|BlackWhite|BW|K|PrintAsGrayscale|BlackAndWhite)$/i,
      /mono|black/i,
    ],
  },
  sides: {
    options: [
      'Duplex',
      'JCLDuplex', // Samsung
      'EFDuplex', // EFI controllers
      'EFDuplexing', // EFI controllers
      'ARDuplex', // Sharp
      'KD03Duplex', // Kyocera
      'BRDuplex', // Brother
      'HPDuplex', // HP
    ],
    oneSided: [/^(None|Simplex|Off|False|OneSided|1Sided|SingleSided)$/i, /none|simplex|off/i],
    longEdge: [/^(DuplexNoTumble|LongEdge|Long|DuplexLongEdge|NoTumble)$/i, /no ?tumble|long/i],
  },
} as const
