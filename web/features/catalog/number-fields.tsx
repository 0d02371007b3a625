import { NumberInput, type NumberInputProps } from "@mantine/core";

const LONGEST_MINUTES = 1440;
const LARGEST_PRICE = 1_000_000_000;

/** Minutes, up to a day of them. */
export function MinutesField(props: NumberInputProps) {
  return <NumberInput required min={1} max={LONGEST_MINUTES} allowDecimal={false} {...props} />;
}

/** An amount of money in minor units. */
export function AmountField(props: NumberInputProps) {
  return (
    <NumberInput
      min={0}
      max={LARGEST_PRICE}
      allowDecimal={false}
      thousandSeparator=" "
      hideControls
      {...props}
    />
  );
}
