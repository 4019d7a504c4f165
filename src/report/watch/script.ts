/**
 * Keeps an open page up to date: replaces the report when the server announces a change, and restores the selection and the
 * open sections. Only the response to the newest request is used, so the last click wins.
 */
export const LIVE_SCRIPT = `
addEventListener('DOMContentLoaded', () => {
  const picker = document.getElementById('picker'), comparison = document.getElementById('comparison');
  const progress = document.getElementById('progress');
  const boxes = () => [...picker.querySelectorAll('input')];
  const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);
  let asked = 0, updated = 0, seen;
  async function compare() {
    const request = ++asked, query = new URLSearchParams(chosen().map((id) => ['run', id]));
    const answer = await (await fetch('/compare?' + query)).text();
    if (request === asked) comparison.innerHTML = answer;
  }
  async function update() {
    const request = ++updated, answer = await (await fetch('/update')).json();
    if (request !== updated) return;
    const open = [...document.querySelectorAll('#report details')].map((one) => one.open), kept = chosen();
    document.getElementById('report').innerHTML = answer.report;
    document.querySelectorAll('#report details').forEach((one, i) => { one.open = open[i] ?? false; });
    picker.innerHTML = answer.picker;
    progress.innerHTML = answer.progress;
    for (const box of boxes()) box.checked = kept.includes(box.value);
    if (kept.length > 0) await compare();
  }
  picker.addEventListener('change', compare);
  new EventSource('/events').onmessage = ({ data }) => {
    if (seen !== undefined && seen !== data) update();
    seen = data;
  };
});
`;
