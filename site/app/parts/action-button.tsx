interface ActionButtonProps {
  readonly label: string;
  readonly strong?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

export const ActionButton = ({ label, strong = false, disabled = false, onPress }: ActionButtonProps) => (
  <button type="button" className={strong ? "small" : "small quiet"} disabled={disabled} onClick={onPress}>
    {label}
  </button>
);
