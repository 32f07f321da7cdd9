/** What a sheet of paper costs the world, in figures that others published. */

/**
 * Grams of CO₂ equivalent to make one A4 sheet of 80 g/m² (4.99 g), from 919 kg per tonne of paper, primary material
 * production: UK government, greenhouse gas reporting conversion factors 2022, "Material use".
 */
export const CO2_GRAMS_PER_SHEET = 4.6
/**
 * Liters of water to make one A4 sheet of 80 g/m²: P.R. van Oel and A.Y. Hoekstra, "The green and blue water footprint of
 * paper products", UNESCO-IHE 2010, find 2 to 13; this is what most of the paper they looked at needs.
 */
export const WATER_LITERS_PER_SHEET = 10
