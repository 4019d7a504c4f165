/** Keeps an open page up to date: replaces the report when the server says that a run has changed, and keeps what is chosen. */
export const LIVE_SCRIPT = `
addEventListener('DOMContentLoaded', () => {
  const picker = document.getElementById('picker'), comparison = document.getElementById('comparison');
  const boxes = () => [...picker.querySelectorAll('input')];
  const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);
  async function compare() {
    const query = new URLSearchParams(chosen().map((id) => ['run', id]));
    comparison.innerHTML = await (await fetch('/compare?' + query)).text();
  }
  async function update() {
    const { report, picker: runs } = await (await fetch('/update')).json();
    const open = [...document.querySelectorAll('#report details')].map((one) => one.open), kept = chosen();
    document.getElementById('report').innerHTML = report;
    document.querySelectorAll('#report details').forEach((one, i) => { one.open = open[i] ?? false; });
    picker.innerHTML = runs;
    for (const box of boxes()) box.checked = kept.includes(box.value);
    if (kept.length > 0) await compare();
  }
  picker.addEventListener('change', compare);
  let seen;
  new EventSource('/events').onmessage = ({ data }) => {
    if (seen !== undefined && seen !== data) update();
    seen = data;
  };
});
`;
