// What a tap at a table means, and how a talk stands after it. The steps are those of SentStep.Step: each says how the talk
// stands from then on, so that it may be heard of twice, or after a later one.
export const NEEDS_NETWORK = "needs_network";

// How a row of the list stands after `step`.
export const after = (row, step) => {
  if (step === "start") return { ...row, where: row.where === "done" ? "done" : "talking" };
  if (step === "done") return { ...row, where: "done" };
  if (step === "back_outcome") return { ...row, where: "talking", outcome: "" };
  if (step === "back_start") return { ...row, where: "called" };
  if (step === "back_call") return { ...row, where: "here" };
  return { ...row, where: "done", outcome: step };
};

const back = (row) => ({ done: "back_outcome", talking: "back_start", called: "back_call" })[row.where];

// The step that a button asks for, or null where the network has to answer.
export const stepOf = (row, wanted, outcomes) => {
  if (wanted === "start" || (wanted === "done" && !row.booked)) return wanted;
  if (!row.booked) return null;
  if (wanted === "back") return back(row) ?? null;
  return wanted in outcomes ? wanted : null;
};

// What a form of the usual table's page asks for: {row, step}, NEEDS_NETWORK, or null for what is no tap.
export const tapOf = ({ path, form }, rows, outcomes) => {
  const named = form.number ?? path.match(/\/table\/([0-9a-f-]{36})$/)?.[1];
  if (!named && !path.endsWith("/table/queue")) return null;
  const row = rows.find((one) => one.id === named || one.ticket === named);
  const step = row && stepOf(row, form.step ?? "", outcomes);
  return step ? { row, step } : NEEDS_NETWORK;
};
